package io.polymeter.config.yaml;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes values as a person would: one line for what fits on it, quotes where they are needed.
final class YamlText {

    private static final int WIDTH = 110;

    /// Sections whose entries have names: these and their entries are never written on one line.
    static final Set<String> NAMED = Set.of("meters", "outputs");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_][\\w./@+%~-]*(:[\\w./@+%~-]+)*"
            + "|\\$\\{\\w+}"
            + "|[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?(:[0-9]{1,5})?"
            + "|[0-9]+(ms|s|m|h|d|A)"
            + "|[0-9]{2,6}-[5-8][NEO][12]");

    private static final Set<String> WORDS =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan");

    private YamlText() {}

    /// The lines of an entry, without line ends.
    ///
    /// @param path of the entry, its own key last
    /// @param indent how many blanks stand before the key
    static List<String> entry(List<String> path, JsonValue value, int indent) {
        String head = " ".repeat(indent) + scalar(path.getLast()) + ":";
        String flow = flow(value);
        boolean open = path.size() <= 2 && NAMED.contains(path.getFirst()) && !flow.equals("{}");
        if (!open && head.length() + 1 + flow.length() <= WIDTH) {
            return List.of(head + " " + flow);
        }
        List<String> lines = new ArrayList<>();
        lines.add(head);
        switch (value) {
            case JsonValue.ObjectValue(Map<String, JsonValue> members) ->
                members.forEach((name, member) -> {
                    List<String> below = new ArrayList<>(path);
                    below.add(name);
                    lines.addAll(entry(below, member, indent + 2));
                });
            case JsonValue.ArrayValue(List<JsonValue> elements) ->
                elements.forEach(element -> lines.add(" ".repeat(indent + 2) + "- " + flow(element)));
            case JsonValue.StringValue _, JsonValue.NumberValue _, JsonValue.BooleanValue _, JsonValue.NullValue _ ->
                lines.set(0, head + " " + flow);
        }
        return lines;
    }

    /// A value on one line.
    static String flow(JsonValue value) {
        return switch (value) {
            case JsonValue.ObjectValue(Map<String, JsonValue> members) -> {
                List<String> parts = new ArrayList<>();
                members.forEach((name, member) -> parts.add(scalar(name) + ": " + flow(member)));
                yield parts.isEmpty() ? "{}" : "{ " + String.join(", ", parts) + " }";
            }
            case JsonValue.ArrayValue(List<JsonValue> elements) ->
                "[" + String.join(", ", elements.stream().map(YamlText::flow).toList()) + "]";
            case JsonValue.StringValue(String text) -> scalar(text);
            case JsonValue.NumberValue(String literal) -> literal;
            case JsonValue.BooleanValue(boolean truth) -> String.valueOf(truth);
            case JsonValue.NullValue _ -> "null";
        };
    }

    /// A text, quoted where YAML would take it for something else.
    static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(java.util.Locale.ROOT));
        return plain ? text : JsonText.quote(text);
    }
}
