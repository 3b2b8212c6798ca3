package io.polymeter.config;

import java.time.Duration;

/// How long history is kept.
public record HistorySettings(
        @Key(doc = "How long values of each resolution are kept; 0s: not at all.")
        Keep keep) {

    /// Retention by resolution.
    public record Keep(
            @Key(doc = "Values of each second.", fallback = "2d")
            Duration second,

            @Key(doc = "Means of each minute.", fallback = "90d")
            Duration minute,

            @Key(doc = "Energy of each quarter-hour.", fallback = "20y")
            Duration quarterHour) {}
}
