package io.polymeter.link.platform;

import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.profile.document.NumberForm;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a value stands in a document.
///
/// @param path of the number; null: the whole message is the number
/// @param time path of when it was measured; null: the document does not tell
/// @param valid paths that say whether the value is there at all: all of them are true
/// @param number how the number is written
public record DocumentField(
        SourceValue value,
        @Nullable JsonPath path,
        @Nullable JsonPath time,
        List<JsonPath> valid,
        Written number) {
    public DocumentField {
        valid = List.copyOf(valid);
    }

    /// How a number is written.
    ///
    /// @param minus path of a number that is taken off; null: none
    /// @param optional true where a document without it is nothing to tell of
    public record Written(NumberForm form, @Nullable JsonPath minus, boolean optional) {

        /// As a number of its own that has to be there.
        public static final Written PLAIN = new Written(NumberForm.NUMBER, null, false);
    }

    /// Reads the paths of the configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static DocumentField of(
            SourceValue value, @Nullable String path, @Nullable String time, @Nullable String... valid) {
        List<JsonPath> conditions = Stream.of(valid)
                .flatMap(Stream::ofNullable)
                .map(JsonPath::parse)
                .toList();
        return new DocumentField(value, parse(path), parse(time), conditions, Written.PLAIN);
    }

    /// Whether a document may lack it.
    public boolean isOptional() {
        return number.optional();
    }

    /// What a document says of it; null where it lacks it.
    @Nullable
    JsonValue said(JsonValue document) {
        JsonValue said = path == null ? null : path.in(document);
        JsonPath minus = number.minus();
        if (said == null || minus == null) {
            return said == null ? null : number.form().read(said);
        }
        JsonValue other = minus.in(document);
        return other == null
                ? null
                : difference(number.form().read(said), number.form().read(other));
    }

    private static JsonValue difference(JsonValue said, JsonValue other) {
        boolean numbers = said instanceof JsonValue.NumberValue && other instanceof JsonValue.NumberValue;
        if (!numbers) {
            return said instanceof JsonValue.NumberValue ? other : said;
        }
        BigDecimal plus = new BigDecimal(((JsonValue.NumberValue) said).literal());
        BigDecimal minus = new BigDecimal(((JsonValue.NumberValue) other).literal());
        return new JsonValue.NumberValue(String.valueOf(plus.doubleValue() - minus.doubleValue()));
    }

    private static @Nullable JsonPath parse(@Nullable String path) {
        return path == null ? null : JsonPath.parse(path);
    }

    /// That a document lacks it, and what it has instead.
    ///
    /// @param messages whether messages lack it, and not a document
    public Message missing(@Nullable JsonValue document, boolean messages) {
        if (path == null || document == null) {
            return messages
                    ? Message.of("not-in-messages", "is not in the messages")
                    : Message.of("not-in-document", "is not in the document");
        }
        JsonPath.Break end = path.end(document);
        Message has = !end.there().isEmpty()
                ? Message.verbatim(end.there())
                : end.followed().isEmpty()
                        ? Message.of("has-nothing", "nothing")
                        : Message.of("has-no-parts", "{path}, which has no parts", end.followed());
        return messages
                ? Message.of(
                        "path-not-in-messages",
                        "path `{path}` missing in the messages; it has: {names}; correct 'json'",
                        path,
                        has)
                : Message.of(
                        "path-not-in-document",
                        "path `{path}` missing in the document; it has: {names}; correct 'json'",
                        path,
                        has);
    }

    /// What a document says of its own value.
    enum Validity {
        VALID,
        INVALID,
        /// It does not say, though it should.
        UNKNOWN
    }

    Validity validity(JsonValue document) {
        Validity all = Validity.VALID;
        for (JsonPath path : valid) {
            Validity one = validity(path.in(document), Validity.UNKNOWN);
            all = one.compareTo(all) > 0 && all != Validity.INVALID ? one : all;
            if (one == Validity.INVALID) {
                return one;
            }
        }
        return all;
    }

    private static Validity validity(@Nullable JsonValue said, Validity otherwise) {
        return switch (said) {
            case JsonValue.BooleanValue(boolean truth) -> truth ? Validity.VALID : Validity.INVALID;
            case JsonValue.NullValue _ -> Validity.INVALID;
            case JsonValue.NumberValue(String literal) ->
                Double.parseDouble(literal) == 0 ? Validity.INVALID : Validity.VALID;
            case JsonValue.StringValue(String text) ->
                switch (text.strip().toLowerCase(Locale.ROOT)) {
                    case "true", "1", "yes", "on", "ok", "valid" -> Validity.VALID;
                    case "false", "0", "no", "off", "invalid", "" -> Validity.INVALID;
                    default -> otherwise;
                };
            case JsonValue.ObjectValue _, JsonValue.ArrayValue _ -> otherwise;
            case null -> otherwise;
        };
    }
}
