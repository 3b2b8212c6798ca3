package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is logged.
public record LogSettings(
        @Key(doc = "Lowest level that is logged.", fallback = "info")
        Level level,

        @Key(doc = "Interval of a statistics line in the log.", absent = "never", example = "60s") @Nullable
        Duration statistics) {

    /// Importance of a message.
    public enum Level {
        ERROR,
        WARNING,
        INFO,
        DEBUG,
        TRACE
    }
}
