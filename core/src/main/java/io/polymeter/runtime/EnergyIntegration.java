package io.polymeter.runtime;

import io.polymeter.config.MeterSettings;
import java.time.Duration;
import java.util.Set;

/// Decides which meters' energy is computed from their power: those whose source is asked for no energy at all.
final class EnergyIntegration {

    private static final Duration LIVE = Duration.ofSeconds(15);

    private EnergyIntegration() {}

    /// Over which gaps at most; zero: not at all. What is too old to be shown is too old to be counted.
    static Duration gap(MeterSettings meter) {
        Set<String> named = meter.source().namedPoints();
        // A sum counts what its parts count; devices with registers count themselves.
        boolean counts = named == null || named.stream().anyMatch(name -> name.startsWith("active-energy-"));
        return counts ? Duration.ZERO : meter.freshFor().getOrDefault("live", LIVE);
    }
}
