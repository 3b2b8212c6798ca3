package io.polymeter.json;

import io.polymeter.modbus.fault.Wording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/// Builds trees. The parser bounds depth (500), number length (1000) and string length (20 million).
final class JsonReader {

    private static final Wording INCOMPLETE = Wording.of("json-incomplete", "not JSON: it ends before it is complete");

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonReader() {}

    static JsonValue read(byte[] text) throws JsonException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return whole(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    static JsonValue read(String text) throws JsonException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return whole(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /// Where the text stops being JSON. It is not quoted: it may hold what is nobody's business.
    private static JsonException unreadable(JacksonException failure) {
        if (failure instanceof UnexpectedEndOfInputException) {
            return new JsonException(INCOMPLETE);
        }
        TokenStreamLocation at = failure.getLocation();
        if (failure instanceof StreamConstraintsException) {
            return new JsonException(
                    Wording.of("json-too-deep", "JSON that is nested too deeply, or has too long a number or text"));
        }
        return new JsonException(
                at == null || at.getLineNr() < 1
                        ? Wording.of("no-json", "not JSON")
                        : Wording.of(
                                "no-json-from",
                                "not JSON from line {line}, column {column} on",
                                at.getLineNr(),
                                Math.max(1, at.getColumnNr())));
    }

    private static JsonValue whole(JsonParser parser) throws JsonException {
        JsonValue value = value(parser, parser.nextToken());
        if (parser.nextToken() != null) {
            throw new JsonException(Wording.of("json-behind-end", "not JSON: something stands behind the end"));
        }
        return value;
    }

    private static JsonValue value(JsonParser parser, @Nullable JsonToken token) throws JsonException {
        if (token == null) {
            throw new JsonException(INCOMPLETE);
        }
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> new JsonValue.StringValue(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.NumberValue(parser.getString());
            case VALUE_TRUE -> new JsonValue.BooleanValue(true);
            case VALUE_FALSE -> new JsonValue.BooleanValue(false);
            case VALUE_NULL -> JsonValue.NullValue.NULL;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new JsonException(
                        Wording.of("json-no-value", "not JSON: something else stands where a value belongs"));
        };
    }

    private static JsonValue members(JsonParser parser) throws JsonException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            members.put(name, value(parser, parser.nextToken()));
        }
        return new JsonValue.ObjectValue(Collections.unmodifiableMap(members));
    }

    private static JsonValue elements(JsonParser parser) throws JsonException {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            elements.add(value(parser, next));
        }
        return new JsonValue.ArrayValue(Collections.unmodifiableList(elements));
    }
}
