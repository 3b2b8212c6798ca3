package io.polymeter.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a value stands in a document: a JSON pointer such as `/emeters/0/power` (RFC 6901), or the same with dots,
/// `emeters.0.power`.
public record JsonPath(List<String> steps) {
    public JsonPath {
        steps = List.copyOf(steps);
    }

    /// Reads a path; one that begins with `/` is a pointer. The empty path is the whole document.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static JsonPath parse(String text) {
        if (text.isEmpty()) {
            return new JsonPath(List.of());
        }
        if (!text.startsWith("/")) {
            return new JsonPath(Arrays.asList(text.split("\\.", -1)));
        }
        List<String> steps = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            if (token.matches(".*~([^01].*)?")) {
                throw new IllegalArgumentException("in a JSON pointer '~' is written ~0 and '/' within a name ~1");
            }
            steps.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPath(steps);
    }

    /// The value there; null where there is none.
    public @Nullable JsonValue in(JsonValue document) {
        JsonValue at = document;
        for (String step : steps) {
            JsonValue next = at instanceof JsonValue.ArrayValue elements ? element(elements.of(), step) : at.get(step);
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    private static @Nullable JsonValue element(List<JsonValue> elements, String step) {
        if (!step.matches("0|[1-9][0-9]{0,8}")) {
            return null;
        }
        int index = Integer.parseInt(step);
        return index < elements.size() ? elements.get(index) : null;
    }
}
