package io.polymeter.link.platform;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// An HTTP answer.
///
/// @param asked when the question was sent: what the answer tells was true then or later; monotonic nanoseconds
/// @param date the server's time of day when it answered, as it says itself; null where it does not
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record HttpReply(
        int status, byte[] body, long asked, @Nullable Instant date) {

    /// The document.
    ///
    /// @throws UnusableAnswerException where it is none
    public JsonValue json() throws UnusableAnswerException {
        try {
            return JsonValue.parseDocument(body);
        } catch (JsonException e) {
            UnusableAnswerException unusable = new UnusableAnswerException(ForeignDocument.words(body, e));
            unusable.initCause(e);
            throw unusable;
        }
    }

    static HttpReply of(HttpResponse<byte[]> response, long asked) {
        String text = response.headers().firstValue("Date").orElse("");
        return new HttpReply(response.statusCode(), response.body(), asked, date(text));
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    /// The monotonic instant of something the server says it did at `time` of its own clock; so the clocks of
    /// the two machines need not agree.
    ///
    /// @param wall our own time of day, where the server does not tell its
    public long instantOf(Instant time, Instant wall) {
        Instant there = date == null ? wall : date;
        if (time.isAfter(there)) {
            return asked;
        }
        long millis = Math.min(there.toEpochMilli() - time.toEpochMilli(), MAX_MILLIS);
        return asked - millis * 1_000_000;
    }

    /// Older is all the same.
    private static final long MAX_MILLIS = 366L * 86_400_000;
}
