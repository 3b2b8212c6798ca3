package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Where this installation stands.
///
/// @param timezone null: the machine's
public record SiteSettings(
        @Key(doc = "The site's name, shown on the page and to brokers.", fallback = "Home")
        String name,

        @Key(
                doc = "Time zone of days and quarter-hours in history.",
                absent = "the machine's",
                example = "Europe/Berlin")
        @Nullable
        ZoneId timezone) {

    /// The configured time zone, or the machine's.
    public ZoneId zone() {
        return timezone == null ? ZoneId.systemDefault() : timezone;
    }
}
