package io.polymeter.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where a value stands in a document: a JSON pointer such as `/emeters/0/power` (RFC 6901), or the same with dots,
/// `emeters.0.power`.
public record JsonPath(List<String> steps) {

    private static final int MAX_NAMES = 12;
    private static final int MAX_NAME = 40;

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

    /// What a document has where this path leads out of it, for people: `path `a.b` missing in the document; it has:
    /// a.c, d`.
    ///
    /// @param where what lacks it, e.g. `the document`
    public String missing(JsonValue document, String where) {
        JsonValue at = document;
        List<String> followed = new ArrayList<>();
        for (String step : steps) {
            JsonValue next = new JsonPath(List.of(step)).in(at);
            if (next == null) {
                break;
            }
            followed.add(step);
            at = next;
        }
        String begun = followed.isEmpty() ? "" : String.join(".", followed) + ".";
        List<String> there = names(at);
        String has = there.isEmpty()
                ? (followed.isEmpty() ? "nothing" : String.join(".", followed) + ", which has no parts")
                : there.stream()
                                .limit(MAX_NAMES)
                                .map(name -> begun + printable(name))
                                .collect(Collectors.joining(", "))
                        + (there.size() > MAX_NAMES ? " …" : "");
        return "path `" + this + "` missing in " + where + "; it has: " + has;
    }

    private static List<String> names(JsonValue value) {
        return switch (value) {
            case JsonValue.ObjectValue(var members) -> List.copyOf(members.keySet());
            case JsonValue.ArrayValue(var elements) ->
                IntStream.range(0, elements.size()).mapToObj(String::valueOf).toList();
            case JsonValue.StringValue _, JsonValue.NumberValue _, JsonValue.BooleanValue _, JsonValue.NullValue _ ->
                List.of();
        };
    }

    /// A name as one short word, whatever a document calls its members.
    private static String printable(String name) {
        String plain = name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() <= MAX_NAME ? plain : plain.substring(0, MAX_NAME - 1) + "…";
    }

    /// As it may be written: with dots, or as a pointer where a name has dots itself.
    @Override
    public String toString() {
        boolean dots = steps.stream().noneMatch(step -> step.indexOf('.') >= 0)
                && !steps.isEmpty()
                && !steps.getFirst().startsWith("/");
        return dots
                ? String.join(".", steps)
                : steps.stream()
                        .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
                        .collect(Collectors.joining());
    }

    private static @Nullable JsonValue element(List<JsonValue> elements, String step) {
        if (!step.matches("0|[1-9][0-9]{0,8}")) {
            return null;
        }
        int index = Integer.parseInt(step);
        return index < elements.size() ? elements.get(index) : null;
    }
}
