package io.polymeter.config.yaml;

import java.util.Collection;
import java.util.Map;

/// Writes maps, lists, texts and numbers as indented JSON.
final class IndentedJson {

    private final StringBuilder out = new StringBuilder();

    private IndentedJson() {}

    static String write(Object value) {
        IndentedJson json = new IndentedJson();
        json.value(value, "\n");
        return json.out.append('\n').toString();
    }

    private void value(Object value, String line) {
        switch (value) {
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator).append(line).append("  ");
                    text(entry.getKey().toString());
                    out.append(": ");
                    value(entry.getValue(), line + "  ");
                    separator = ",";
                }
                out.append(map.isEmpty() ? "{}" : line + "}");
            }
            case Collection<?> list -> {
                String separator = "[";
                for (Object element : list) {
                    out.append(separator);
                    value(element, line + "  ");
                    separator = ", ";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> text(value.toString());
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
