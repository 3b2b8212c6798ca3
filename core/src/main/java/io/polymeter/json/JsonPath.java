package io.polymeter.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where a value stands in a document: a JSON pointer such as `/emeters/0/power` (RFC 6901), or the same with dots,
/// `emeters.0.power`. With dots an element of a list may also be chosen by what it holds:
/// `production[type=eim].wNow`.
public record JsonPath(List<Step> steps) {

    /// A list in brackets at the end of a name; brackets that hold something else belong to the name.
    private static final Pattern BRACKETS =
            Pattern.compile("(?<before>.*)\\[(?:(?<index>0|[1-9][0-9]{0,8})|(?<choice>[^=\\[\\],]+=[^=\\[\\],]*"
                    + "(?:,[^=\\[\\],]+=[^=\\[\\],]*)*))]");

    private static final int MAX_NAMES = 12;
    private static final int MAX_NAME = 40;
    /// A longer list is none that a meter has.
    private static final int MAX_INDEX = 10_000;

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /// One step downwards.
    public sealed interface Step {

        /// A member of an object, or an element of a list by its number from 0.
        record Member(String name) implements Step {}

        /// The first element of a list, or member of an object, that has these members.
        record Choice(Map<String, String> having) implements Step {
            public Choice {
                having = Map.copyOf(having);
            }
        }
    }

    /// Reads a path; one that begins with `/` is a pointer. The empty path is the whole document.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static JsonPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        if (text.isEmpty()) {
            return new JsonPath(steps);
        }
        if (!text.startsWith("/")) {
            for (String part : parts(text)) {
                dotted(part, steps);
            }
            return new JsonPath(steps);
        }
        for (String token : text.substring(1).split("/", -1)) {
            if (token.matches(".*~([^01].*)?")) {
                throw new IllegalArgumentException("in a JSON pointer '~' is written ~0 and '/' within a name ~1");
            }
            steps.add(new Step.Member(token.replace("~1", "/").replace("~0", "~")));
        }
        return new JsonPath(steps);
    }

    /// At dots that stand outside brackets.
    private static String[] parts(String text) {
        return text.split("\\.(?![^\\[\\]]*])", -1);
    }

    private static void dotted(String part, List<Step> steps) {
        Matcher brackets = BRACKETS.matcher(part);
        if (!brackets.matches()) {
            steps.add(new Step.Member(part));
            return;
        }
        if (!brackets.group("before").isEmpty()) {
            dotted(brackets.group("before"), steps);
        }
        String index = brackets.group("index");
        steps.add(index != null ? new Step.Member(index) : choice(brackets.group("choice")));
    }

    private static Step choice(String text) {
        Map<String, String> having = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            String[] sides = pair.split("=", 2);
            having.put(sides[0].strip(), sides[1].strip());
        }
        return new Step.Choice(having);
    }

    /// This path, and from there another.
    public JsonPath then(JsonPath rest) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(rest.steps);
        return new JsonPath(all);
    }

    /// The value there; null where there is none.
    public @Nullable JsonValue in(JsonValue document) {
        JsonValue at = document;
        for (Step step : steps) {
            JsonValue next = switch (step) {
                case Step.Member(String name) ->
                    at instanceof JsonValue.ArrayValue elements ? element(elements.of(), name) : at.get(name);
                case Step.Choice(var having) -> chosen(at, having);
            };
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    /// Where a document stops having it: how far it can be followed, and what is there instead.
    ///
    /// @param followed the part of the path that is there; empty where nothing of it is
    /// @param there what stands there instead of the next part, as paths; empty where nothing does
    public record Break(String followed, String there) {}

    /// Where a document lacks it.
    public Break end(JsonValue document) {
        JsonValue at = document;
        List<String> followed = new ArrayList<>();
        for (Step step : steps) {
            JsonValue next = new JsonPath(List.of(step)).in(at);
            if (next == null) {
                break;
            }
            followed.add(written(step));
            at = next;
        }
        String begun = String.join(".", followed);
        List<String> there = names(at);
        String has = there.stream()
                .limit(MAX_NAMES)
                .map(name -> (begun.isEmpty() ? "" : begun + ".") + printable(name))
                .collect(Collectors.joining(", "));
        return new Break(begun, has + (there.size() > MAX_NAMES ? " …" : ""));
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
        boolean pointer = steps.isEmpty()
                || steps.stream().anyMatch(step -> step instanceof Step.Member(String name) && name.indexOf('.') >= 0)
                || steps.getFirst() instanceof Step.Member(String name) && name.startsWith("/");
        if (!pointer) {
            return steps.stream()
                    .map(JsonPath::written)
                    .collect(Collectors.joining("."))
                    .replace(".[", "[");
        }
        return steps.stream()
                .map(step -> "/" + written(step).replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    private static String written(Step step) {
        return switch (step) {
            case Step.Member(String name) -> name;
            case Step.Choice(var having) ->
                having.entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .sorted()
                        .collect(Collectors.joining(",", "[", "]"));
        };
    }

    private static @Nullable JsonValue element(List<JsonValue> elements, String step) {
        int index = index(step);
        return index >= 0 && index < elements.size() ? elements.get(index) : null;
    }

    private static int index(String step) {
        return step.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(step) : -1;
    }

    private static @Nullable JsonValue chosen(JsonValue at, Map<String, String> having) {
        var all = switch (at) {
            case JsonValue.ArrayValue(var elements) -> elements;
            case JsonValue.ObjectValue(var members) -> members.values();
            default -> List.<JsonValue>of();
        };
        return all.stream().filter(each -> has(each, having)).findFirst().orElse(null);
    }

    private static boolean has(JsonValue value, Map<String, String> having) {
        return having.entrySet().stream().allMatch(pair -> pair.getValue().equals(plain(value.get(pair.getKey()))));
    }

    private static @Nullable String plain(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.StringValue(String text) -> text;
            case JsonValue.NumberValue(String literal) -> literal;
            case JsonValue.BooleanValue(boolean truth) -> String.valueOf(truth);
            case null, default -> null;
        };
    }

    /// A document with this value there. Objects and lists that it lacks are made: a list where the step is a number
    /// or a choice, an object elsewhere.
    ///
    /// @param document null: there is none yet
    public JsonValue put(@Nullable JsonValue document, JsonValue value) {
        return put(document, 0, value);
    }

    private JsonValue put(@Nullable JsonValue at, int depth, JsonValue value) {
        if (depth == steps.size()) {
            return value;
        }
        return switch (steps.get(depth)) {
            case Step.Member(String name)
            when at instanceof JsonValue.ObjectValue || index(name) < 0 -> {
                Map<String, JsonValue> members = members(at);
                members.put(name, put(members.get(name), depth + 1, value));
                yield new JsonValue.ObjectValue(members);
            }
            case Step.Member(String name) -> {
                List<JsonValue> elements = elements(at);
                int index = Math.min(index(name), MAX_INDEX);
                while (elements.size() <= index) {
                    elements.add(JsonValue.NullValue.NULL);
                }
                elements.set(index, put(elements.get(index), depth + 1, value));
                yield new JsonValue.ArrayValue(elements);
            }
            case Step.Choice(var having) -> put(at, depth, having, value);
        };
    }

    private JsonValue put(@Nullable JsonValue at, int depth, Map<String, String> having, JsonValue value) {
        if (at instanceof JsonValue.ObjectValue) {
            Map<String, JsonValue> members = members(at);
            String name = members.entrySet().stream()
                    .filter(member -> has(member.getValue(), having))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(String.valueOf(members.size()));
            members.put(name, put(members.getOrDefault(name, JsonValue.of(having)), depth + 1, value));
            return new JsonValue.ObjectValue(members);
        }
        List<JsonValue> elements = elements(at);
        for (int i = 0; i < elements.size(); i++) {
            if (has(elements.get(i), having)) {
                elements.set(i, put(elements.get(i), depth + 1, value));
                return new JsonValue.ArrayValue(elements);
            }
        }
        elements.add(put(JsonValue.of(having), depth + 1, value));
        return new JsonValue.ArrayValue(elements);
    }

    private static Map<String, JsonValue> members(@Nullable JsonValue at) {
        return at instanceof JsonValue.ObjectValue(var members) ? new LinkedHashMap<>(members) : new LinkedHashMap<>();
    }

    private static List<JsonValue> elements(@Nullable JsonValue at) {
        return at instanceof JsonValue.ArrayValue(var elements) ? new ArrayList<>(elements) : new ArrayList<>();
    }
}
