package io.polymeter.app.cli.report;

import io.polymeter.profile.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/// Values as people read them.
public final class Texts {

    private Texts() {}

    /// A duration in its largest whole unit, e.g. `500ms`, `2s`, `5m`, `1h`.
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /// An age: `0.2 s`, `14 s`, `3 min`, `2 h`.
    public static String age(long nanos) {
        double seconds = nanos / 1e9;
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 120) {
            return Math.round(seconds) + " s";
        }
        return seconds < 7_200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3_600) + " h";
    }

    /// A number without noise digits and without an exponent, e.g. `230.1`, `4211300`.
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        BigDecimal exact =
                new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return exact.toPlainString();
    }

    /// A constant as it stands in files, e.g. `write-tls`.
    public static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What a row means, and how it counts where that is not the point's own way.
    public static String point(Row row) {
        if (row.point() == null) {
            return "";
        }
        return row.point().name() + (row.part() == Row.Part.WHOLE ? "" : " (" + kebab(row.part()) + ")");
    }
}
