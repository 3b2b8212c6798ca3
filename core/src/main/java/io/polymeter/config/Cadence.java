package io.polymeter.config;

import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Scalar;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How often something is sent: with each update of the meter, or at a fixed interval.
///
/// @param interval null: with each measuring cycle
@Scalar(words = "`cycle` or a duration such as 1s", pattern = "cycle|[0-9]+(ms|s|m|h|d|w|y)")
public record Cadence(@Nullable Duration interval) {

    public static final Cadence CYCLE = new Cadence(null);

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static Cadence parse(String text) {
        return text.equals("cycle") ? CYCLE : new Cadence(Durations.parse(text));
    }

    @Override
    public String toString() {
        return interval == null ? "cycle" : Durations.format(interval);
    }
}
