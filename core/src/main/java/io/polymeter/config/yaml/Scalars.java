package io.polymeter.config.yaml;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The scalar types that every language here knows.
final class Scalars {

    private static final Map<String, Object> TEXT = Map.of("type", List.of("string", "number", "boolean"));
    private static final String TIME = "a time of day such as 10:30";
    private static final String ZONE = "a time zone such as Europe/Berlin";

    private Scalars() {}

    static Map<Class<?>, ScalarType<?>> standard() {
        Map<Class<?>, ScalarType<?>> types = new HashMap<>();
        types.put(String.class, new ScalarType<>(Message.phrase("a text"), TEXT, (text, _) -> text));
        types.put(Secret.class, new ScalarType<>(Message.phrase("a text"), TEXT, (text, _) -> new Secret(text)));
        types.put(boolean.class, bool());
        types.put(Boolean.class, bool());
        types.put(double.class, decimal());
        types.put(Double.class, decimal());
        types.put(
                Duration.class,
                ScalarType.pattern(Message.phrase(Durations.WORDS), Durations.PATTERN, Durations::parse));
        types.put(LocalTime.class, ScalarType.pattern(Message.phrase(TIME), "[0-2][0-9]:[0-5][0-9]", Scalars::time));
        types.put(Path.class, new ScalarType<>(Message.phrase("a path"), Map.of("type", "string"), Scalars::path));
        types.put(ZoneId.class, ScalarType.text(Message.phrase(ZONE), Scalars::zone));
        return types;
    }

    static ScalarType<?> integer(boolean wide, TypeDeclaration.@Nullable Bounds range) {
        long min = range == null ? (wide ? Long.MIN_VALUE : Integer.MIN_VALUE) : range.min();
        long max = range == null ? (wide ? Long.MAX_VALUE : Integer.MAX_VALUE) : range.max();
        boolean bounded = range != null;
        Message words = bounded
                ? Message.of("whole-number-between", "a whole number from {min} to {max}", min, max)
                : Message.of("whole-number", "a whole number");
        Map<String, Object> schema =
                bounded ? Map.of("type", "integer", "minimum", min, "maximum", max) : Map.of("type", "integer");
        return new ScalarType<Object>(words, schema, (text, _) -> {
            long value = whole(text, words);
            if (value < min || value > max) {
                throw new InvalidValueException(
                        Message.of("expected-plain", "expected {what}, found {found}", words, text));
            }
            return wide ? (Object) value : (Object) (int) value;
        });
    }

    static ScalarType<URI> url(List<String> schemes) {
        Message words = Message.of(
                "url-such-as", "a URL such as {scheme}://host", schemes.isEmpty() ? "http" : schemes.getFirst());
        String pattern = schemes.isEmpty() ? "" : "(" + String.join("|", schemes) + ")://.+";
        return ScalarType.pattern(words, pattern, text -> url(text, schemes, words));
    }

    private static long whole(String text, Message words) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        boolean hex = digits.startsWith("0x");
        try {
            long value = hex ? Long.parseLong(digits.substring(2), 16) : Long.parseLong(digits);
            if (digits.isEmpty() || value < 0 || digits.startsWith("+")) {
                throw new NumberFormatException();
            }
            return negative ? -value : value;
        } catch (NumberFormatException _) {
            throw new InvalidValueException(Message.of("expected", "expected {what}, found '{found}'", words, text));
        }
    }

    private static ScalarType<Boolean> bool() {
        return new ScalarType<>(Message.phrase("true or false"), Map.of("type", "boolean"), (text, _) -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new InvalidValueException(
                        Message.of("expected-true-or-false", "expected true or false, found '{text}'", text));
        });
    }

    private static ScalarType<Double> decimal() {
        return new ScalarType<>(Message.phrase("a number"), Map.of("type", "number"), (text, _) -> number(text));
    }

    private static double number(String text) {
        // Double.parseDouble alone would take 1f, NaN and hexadecimal fractions.
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        try {
            double value = plain ? Double.parseDouble(text) : Double.NaN;
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new InvalidValueException(Message.of("expected-number-found", "expected a number, found '{text}'", text));
    }

    private static Path path(String text, Path directory) {
        if (text.isBlank()) {
            throw new InvalidValueException(Message.of("path-empty", "the path is empty"));
        }
        try {
            return directory.resolve(text).normalize();
        } catch (InvalidPathException bad) {
            throw new InvalidValueException(
                    Message.of("not-path", "'{reference}' is not a path: {reason}", text, bad.getReason()), bad);
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidValueException(Message.of("not", "'{text}' is not {time}", text, Message.phrase(TIME)), e);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException _) {
            Message hint = Suggestion.of(text, ZoneId.getAvailableZoneIds())
                    .orElse(Message.of("write-zone", "write e.g. Europe/Berlin"));
            throw new InvalidValueException(
                    Message.of("not-time-zone", "'{text}' is not a time zone; {hint}", text, hint));
        }
    }

    private static URI url(String text, List<String> schemes, Message words) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException bad) {
            throw new InvalidValueException(
                    Message.of("expected", "expected {what}, found '{found}'", words, text), bad);
        }
        boolean known = schemes.isEmpty() || (url.getScheme() != null && schemes.contains(url.getScheme()));
        if (!known || url.getHost() == null || url.getPort() > 65535) {
            throw new InvalidValueException(Message.of("expected", "expected {what}, found '{found}'", words, text));
        }
        return url;
    }
}
