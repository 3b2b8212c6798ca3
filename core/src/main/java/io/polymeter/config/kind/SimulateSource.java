package io.polymeter.config.kind;

import io.polymeter.config.Role;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values that are played instead of measured.
@Key(doc = "Simulated values.")
@Shorthand("scenario")
public record SimulateSource(
        @Key(doc = "A built-in scenario or a scenario file.", fallback = "summer-day")
        String scenario,

        @Key(doc = "Speed factor.", fallback = "1") double speed,

        @Key(
                doc = "Time of day at which a built-in scenario starts.",
                absent = "the current time",
                example = "\"10:30\"")
        @Nullable
        LocalTime start)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return List.of(scenario);
    }

    @Override
    public String connection() {
        return "simulation";
    }

    /// A built-in day of one part of the house, e.g. `summer-day/pv`.
    @Override
    public @Nullable Role role() {
        return switch (scenario.substring(scenario.indexOf('/') + 1)) {
            case "grid" -> Role.GRID;
            case "pv" -> Role.PRODUCER;
            case "battery" -> Role.STORAGE;
            case "wallbox" -> Role.VEHICLE;
            case "house" -> Role.CONSUMER;
            default -> null;
        };
    }

    @Override
    public ProfileUse profileUse() {
        return ProfileUse.OPTIONAL;
    }

    public SimulateSource {
        if (!(speed > 0 && speed <= 100_000)) {
            throw new InvalidValueException(
                    Message.of("speed-must-above-0", "speed must be above 0 and at most 100000"));
        }
    }
}
