package io.polymeter.app.history;

import java.time.Duration;
import java.util.Locale;

/// How long the intervals of a series are.
public enum Resolution {
    SECOND(1),
    MINUTE(60),
    QUARTER_HOUR(900);

    private final int seconds;

    Resolution(int seconds) {
        this.seconds = seconds;
    }

    /// The length of an interval.
    public int seconds() {
        return seconds;
    }

    /// The one that gives a chart or a table a useful number of intervals.
    public static Resolution suited(Duration time) {
        if (time.compareTo(Duration.ofMinutes(30)) <= 0) {
            return SECOND;
        }
        return time.compareTo(Duration.ofDays(3)) <= 0 ? MINUTE : QUARTER_HOUR;
    }

    /// The name in commands and the API, e.g. `quarter-hour`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
