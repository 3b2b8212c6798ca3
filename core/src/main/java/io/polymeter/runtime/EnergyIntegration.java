package io.polymeter.runtime;

import io.polymeter.config.HomeassistantSource;
import io.polymeter.config.HttpSource;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.ModbusSource;
import io.polymeter.config.MqttSource;
import io.polymeter.config.OpenhabSource;
import io.polymeter.config.SimulateSource;
import io.polymeter.config.SpeedwireSource;
import io.polymeter.config.StreamSource;
import io.polymeter.config.SumSource;
import java.time.Duration;
import java.util.Set;

/// Decides which meters' energy is computed from their power: those whose source is asked for no energy at all.
final class EnergyIntegration {

    private static final Duration LIVE = Duration.ofSeconds(15);

    private EnergyIntegration() {}

    /// Over which gaps at most; zero: not at all. What is too old to be shown is too old to be counted.
    static Duration gap(MeterSettings meter) {
        Set<String> named = switch (meter.source()) {
            case OpenhabSource source -> source.items().keySet();
            case HomeassistantSource source -> source.entities().keySet();
            case MqttSource source -> source.points().keySet();
            case HttpSource source -> source.points().keySet();
            // A sum counts what its parts count; devices with registers count themselves.
            case SumSource _, ModbusSource _, SimulateSource _, StreamSource _, SpeedwireSource _ ->
                Set.of("active-energy-import");
        };
        boolean counts = named.stream().anyMatch(name -> name.startsWith("active-energy-"));
        return counts ? Duration.ZERO : meter.freshFor().getOrDefault("live", LIVE);
    }
}
