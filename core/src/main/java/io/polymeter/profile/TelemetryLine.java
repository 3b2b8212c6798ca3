package io.polymeter.profile;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.register.RegisterImage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// A sample as one line for people, e.g. `2016-01-01T06:00:00+00:00 | P_ac=250.0W V_dc=48.50V`: when the device
/// says it measured, where it says so, and each named value with its unit, by address.
public final class TelemetryLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Point MEASURED_AT = Point.of(Quantity.MEASURED_AT);

    private TelemetryLine() {}

    /// The line of an image. A value that is not there is written as `-`, never as a number.
    public static String of(Profile profile, RegisterImage image) {
        String time = "";
        List<String> values = new ArrayList<>();
        for (Row row : profile.rows()) {
            if (row.point() == MEASURED_AT) {
                OptionalDouble seconds = Codec.value(row, image);
                time = (seconds.isEmpty() ? "-" : TIME.format(Instant.ofEpochSecond((long) seconds.getAsDouble())))
                        + " | ";
            } else if (row.point() != null) {
                values.add(row.name() + "=" + value(row, image));
            }
        }
        return time + String.join(" ", values);
    }

    private static String value(Row row, RegisterImage image) {
        if (row.format().encoding().isText()) {
            String text = Codec.text(row, image);
            return text == null ? "-" : text;
        }
        OptionalDouble value = Codec.value(row, image);
        if (value.isEmpty()) {
            return "-";
        }
        return number(value.getAsDouble(), row.format().decimals()) + row.unit().symbol();
    }

    /// A number with a point whatever the language; without trailing zeros where the digits are not fixed.
    private static String number(double value, int decimals) {
        if (decimals >= 0) {
            return String.format(Locale.ROOT, "%." + decimals + "f", value);
        }
        BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
        return exact.signum() == 0 ? "0" : exact.toPlainString();
    }
}
