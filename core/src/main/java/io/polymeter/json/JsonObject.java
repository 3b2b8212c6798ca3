package io.polymeter.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Collects the members of an object, in order; not for several threads.
public final class JsonObject {

    /// More digits than any meter has, and few enough to hide what binary fractions add.
    private static final MathContext DIGITS = new MathContext(12);

    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    /// Adds a text, or null.
    public JsonObject put(String name, @Nullable String text) {
        return put(name, text == null ? JsonValue.NullValue.NULL : new JsonValue.StringValue(text));
    }

    /// Adds a whole number.
    public JsonObject put(String name, long number) {
        return put(name, number(number));
    }

    /// Adds a number with 12 significant digits; null where it is none.
    public JsonObject put(String name, double number) {
        return put(name, number(number));
    }

    /// Adds a truth value.
    public JsonObject put(String name, boolean truth) {
        return put(name, new JsonValue.BooleanValue(truth));
    }

    /// Adds an object.
    public JsonObject put(String name, JsonObject object) {
        return put(name, object.build());
    }

    /// Adds any value.
    public JsonObject put(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    /// Adds a list of texts.
    public JsonObject put(String name, Collection<String> texts) {
        List<JsonValue> elements = new ArrayList<>(texts.size());
        texts.forEach(text -> elements.add(new JsonValue.StringValue(text)));
        return put(name, new JsonValue.ArrayValue(elements));
    }

    /// Adds a list of objects.
    public <T> JsonObject put(String name, Collection<T> items, Function<T, JsonObject> object) {
        return put(name, list(items, object));
    }

    /// Adds counters by name.
    public JsonObject put(String name, Map<String, Long> counters) {
        JsonObject object = new JsonObject();
        counters.forEach(object::put);
        return put(name, object);
    }

    /// The object; further members do not change it.
    public JsonValue.ObjectValue build() {
        return new JsonValue.ObjectValue(Collections.unmodifiableMap(new LinkedHashMap<>(members)));
    }

    /// A list of objects.
    public static <T> JsonValue list(Collection<T> items, Function<T, JsonObject> object) {
        List<JsonValue> elements = new ArrayList<>(items.size());
        items.forEach(item -> elements.add(object.apply(item).build()));
        return new JsonValue.ArrayValue(elements);
    }

    /// A whole number.
    public static JsonValue number(long number) {
        return new JsonValue.NumberValue(Long.toString(number));
    }

    /// A number with 12 significant digits, without an exponent where it is short; null where it is none.
    public static JsonValue number(double number) {
        if (!Double.isFinite(number)) {
            return JsonValue.NullValue.NULL;
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return number((long) number);
        }
        BigDecimal exact = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        return new JsonValue.NumberValue(exact.scale() > 20 ? exact.toString() : exact.toPlainString());
    }
}
