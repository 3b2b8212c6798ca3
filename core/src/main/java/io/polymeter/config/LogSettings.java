package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is logged.
public record LogSettings(
        @Key(doc = "The least important messages that are logged.", fallback = "info")
        Level level,

        @Key(doc = "How often a line of statistics is logged.", absent = "never", example = "60s") @Nullable
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
