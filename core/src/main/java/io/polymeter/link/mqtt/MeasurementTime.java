package io.polymeter.link.mqtt;

import io.polymeter.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Reads the time of a measurement.
final class MeasurementTime {

    /// Seconds; older is all the same.
    static final long LONGEST = 366L * 86_400;

    /// Seconds since 1970 stay below until the year 5138, milliseconds have been above since 1973.
    private static final double MILLISECONDS_FROM = 1e11;

    private MeasurementTime() {}

    /// ISO 8601 with a zone, or seconds or milliseconds since 1970; null where it is neither. A time without a
    /// zone is none: nobody knows the publisher's.
    static @Nullable Instant read(@Nullable JsonValue value) {
        try {
            return switch (value) {
                case JsonValue.NumberValue figure -> sinceEpoch(Double.parseDouble(figure.literal()));
                case JsonValue.StringValue text ->
                    OffsetDateTime.parse(text.text()).toInstant();
                case null, default -> null;
            };
        } catch (DateTimeException | NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Instant sinceEpoch(double number) {
        if (!(number > 0) || number > 1e15) {
            return null;
        }
        return Instant.ofEpochMilli((long) (number < MILLISECONDS_FROM ? number * 1000 : number));
    }
}
