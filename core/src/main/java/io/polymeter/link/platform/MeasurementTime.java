package io.polymeter.link.platform;

import io.polymeter.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/// Reads the time of a measurement.
final class MeasurementTime {

    /// Seconds; older is all the same.
    static final long LONGEST = 366L * 86_400;

    /// Seconds since 1970 stay below until the year 5138, milliseconds have been above since 1973.
    private static final double MILLISECONDS_FROM = 1e11;

    /// Since 1973; a smaller number is an uptime, or a clock that was never set.
    private static final double EARLIEST_SECONDS = 1e8;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd()
            .toFormatter();

    private MeasurementTime() {}

    /// ISO 8601, also with a blank in place of the T, or seconds or milliseconds since 1970 as a number or a text;
    /// null where it is neither. Of two times that a local time may be, when clocks are put back, the earlier.
    ///
    /// @param zone of a time without one
    static @Nullable Instant read(@Nullable JsonValue value, ZoneId zone) {
        try {
            return switch (value) {
                case JsonValue.NumberValue(String literal) -> sinceEpoch(Double.parseDouble(literal));
                case JsonValue.StringValue(String text) -> read(StateText.trim(text), zone);
                case null, default -> null;
            };
        } catch (DateTimeException | NumberFormatException _) {
            return null;
        }
    }

    /// The time as it was written, for people.
    static String text(JsonValue said) {
        return switch (said) {
            case JsonValue.NumberValue(String literal) -> literal;
            case JsonValue.StringValue(String text) -> text;
            default -> "";
        };
    }

    private static @Nullable Instant read(String text, ZoneId zone) {
        if (text.matches("[0-9]+(\\.[0-9]*)?")) {
            return sinceEpoch(Double.parseDouble(text));
        }
        String iso = text.replaceFirst("^([0-9]{4}-[0-9]{2}-[0-9]{2})[ _]+", "$1T")
                .replaceFirst("([0-9]),([0-9]+)", "$1.$2")
                .replaceFirst("(?i) ?(UTC|GMT)$", "Z")
                .replaceFirst("\\[[A-Za-z_/+-]+]$", "")
                .replaceFirst("([0-9]) +([+-][0-9:]+|[Zz])$", "$1$2");
        TemporalAccessor parsed = ISO.parse(iso);
        LocalDateTime local = LocalDateTime.from(parsed);
        ZoneOffset offset = parsed.query(java.time.temporal.TemporalQueries.offset());
        return offset != null
                ? local.toInstant(offset)
                : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    private static @Nullable Instant sinceEpoch(double number) {
        if (!(number > EARLIEST_SECONDS) || number > 1e15) {
            return null;
        }
        double millis = number < MILLISECONDS_FROM ? number * 1000 : number;
        return Instant.ofEpochMilli((long) millis);
    }
}
