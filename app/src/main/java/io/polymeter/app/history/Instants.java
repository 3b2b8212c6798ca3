package io.polymeter.app.history;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// Times as people and programs write them.
public final class Instants {

    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Instants() {}

    /// Reads a day, a local time, one with an offset, or seconds since 1970.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static Instant parse(String text, ZoneId zone) {
        Instant instant;
        try {
            instant = read(text.strip(), zone);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new InvalidValueException(
                    Message.of(
                            "not-time-expected-e",
                            "'{text}' is not a time; expected e.g. 2026-11-20, 2026-11-20T18:30 or 2026-11-20T18:30:00Z",
                            text),
                    e);
        }
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new InvalidValueException(
                    Message.of("not-between-1970-9999", "'{text}' is not between 1970 and 9999", text));
        }
        return instant;
    }

    private static Instant read(String text, ZoneId zone) {
        if (text.matches("[0-9]{5,}")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        if (!text.contains("T")) {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        }
        return text.matches(".*(Z|[+-][0-9:]+)")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(zone).toInstant();
    }

    /// Local time, to the second.
    public static String local(Instant instant, ZoneId zone) {
        return LOCAL.format(instant.atZone(zone));
    }
}
