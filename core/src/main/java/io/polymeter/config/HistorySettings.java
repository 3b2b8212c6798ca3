package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether, and how long, history is kept.
public record HistorySettings(
        @Key(doc = "Retention per resolution; 0s: not recorded.")
        Keep keep,

        @Key(doc = "A PostgreSQL or TimescaleDB database that also receives every second.", absent = "none") @Nullable
        Postgresql postgresql) {

    /// Retention by resolution.
    public record Keep(
            @Key(doc = "Values per second.", fallback = "2d")
            Duration second,

            @Key(doc = "Minimum, mean and maximum per minute.", fallback = "90d")
            Duration minute,

            @Key(doc = "Minimum, mean, maximum and energy per quarter-hour.", fallback = "20y")
            Duration quarterHour) {}

    /// A database.
    public record Postgresql(
            @Key(doc = "URL of the database.", example = "postgresql://db.lan/polymeter")
            String url,

            @Key(doc = "User name.", absent = "the user running Polymeter", example = "polymeter") @Nullable
            String user,

            @Key(doc = "Password.", absent = "none", example = "${DATABASE_PASSWORD}") @Nullable
            Secret password) {

        /// The address as its driver takes it.
        public String address() {
            return "jdbc:" + url;
        }
    }
}
