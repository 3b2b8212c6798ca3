package io.polymeter.profile.document;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonValue;
import io.polymeter.point.Point;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Writes a document as its device would: a value that is not there is null.
public final class DocumentWriter {

    private DocumentWriter() {}

    /// The message that holds a document; null where none of its values is there.
    ///
    /// @param values gives a point's value in its unit, NaN where there is none
    /// @param now what stands where the device says when it measured
    public static @Nullable JsonValue write(Documents.Document document, ToDoubleFunction<Point> values, Instant now) {
        JsonValue body = document.fixed();
        boolean any = false;
        for (Documents.Value value : document.values()) {
            double number = values.applyAsDouble(value.point());
            any |= !Double.isNaN(number);
            body = write(body, value, number / value.scale() / value.unit().factor());
        }
        if (!any) {
            return null;
        }
        if (document.time() != null) {
            body = document.time().put(body, JsonObject.number(now.getEpochSecond()));
        }
        if (document.valid() != null) {
            body = document.valid().put(body, new JsonValue.BooleanValue(true));
        }
        return document.in() == null || body == null ? body : document.in().put(null, body);
    }

    private static JsonValue write(@Nullable JsonValue body, Documents.Value value, double raw) {
        JsonPath minus = value.minus();
        if (Double.isNaN(raw)) {
            JsonValue without = value.json().put(body, JsonValue.NullValue.NULL);
            return minus == null ? without : minus.put(without, JsonValue.NullValue.NULL);
        }
        if (minus == null) {
            JsonValue with = value.json().put(body, value.form().write(raw));
            return value.valid() == null ? with : value.valid().put(with, new JsonValue.BooleanValue(true));
        }
        JsonValue plus = value.json().put(body, value.form().write(Math.max(0, raw)));
        return minus.put(plus, value.form().write(Math.max(0, -raw)));
    }
}
