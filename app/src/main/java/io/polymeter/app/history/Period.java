package io.polymeter.app.history;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Over which periods energy is added up. Days begin at midnight of the site; one has 23 to 25 hours.
public enum Period {
    QUARTER_HOUR,
    HOUR,
    DAY,
    MONTH,
    YEAR;

    /// The name in commands and the API, e.g. `quarter-hour`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// When the period that an instant belongs to began.
    public Instant start(Instant instant, ZoneId zone) {
        if (this == QUARTER_HOUR) {
            long second = instant.getEpochSecond();
            return Instant.ofEpochSecond(second - Math.floorMod(second, 900L));
        }
        if (this == HOUR) {
            return instant.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        }
        ZonedDateTime day = instant.atZone(zone).truncatedTo(ChronoUnit.DAYS);
        ZonedDateTime start = switch (this) {
            case QUARTER_HOUR, HOUR, DAY -> day;
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
        return start.toLocalDate().atStartOfDay(zone).toInstant();
    }

    /// When the period that begins at an instant ends.
    public Instant end(Instant start, ZoneId zone) {
        if (this == QUARTER_HOUR || this == HOUR) {
            return start.plusSeconds(this == HOUR ? 3600 : 900);
        }
        var day = start.atZone(zone).toLocalDate();
        return (switch (this) {
                    case QUARTER_HOUR, HOUR, DAY -> day.plusDays(1);
                    case MONTH -> day.plusMonths(1);
                    case YEAR -> day.plusYears(1);
                })
                .atStartOfDay(zone)
                .toInstant();
    }
}
