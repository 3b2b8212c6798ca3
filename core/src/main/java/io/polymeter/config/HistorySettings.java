package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether, and how long, history is kept.
public record HistorySettings(
        @Key(doc = "How long values of each resolution are kept; 0s: not at all.")
        Keep keep,

        @Key(doc = "A PostgreSQL or TimescaleDB database that gets every second, too.", absent = "none") @Nullable
        Postgresql postgresql) {

    /// Retention by resolution.
    public record Keep(
            @Key(doc = "Values of each second.", fallback = "2d")
            Duration second,

            @Key(doc = "Least, mean and greatest value of each minute.", fallback = "90d")
            Duration minute,

            @Key(doc = "The same of each quarter-hour, and its energy.", fallback = "20y")
            Duration quarterHour) {}

    /// A database.
    public record Postgresql(
            @Key(doc = "Where it is.", example = "postgresql://db.lan/polymeter")
            String url,

            @Key(doc = "Who we are there.", absent = "the user of this process", example = "polymeter") @Nullable
            String user,

            @Key(doc = "The password of that user.", absent = "none", example = "${DATABASE_PASSWORD}") @Nullable
            Secret password) {

        /// The address as its driver takes it.
        public String address() {
            return "jdbc:" + url;
        }
    }
}
