package io.polymeter.modbus.fault;

import java.util.ArrayList;
import java.util.List;

/// What a fault says, before it is put into words, so that a program can say it in another language.
///
/// @param code small letters, digits and hyphens; the same nowhere else with another template
/// @param template English, with a place `{name}` for each value, filled in their order
/// @param values what stands in the places; a [Wording] among them is a sentence of its own
public record Wording(String code, String template, List<Object> values) {

    public Wording {
        values = List.copyOf(values);
    }

    /// A sentence with what stands in its places.
    public static Wording of(String code, String template, Object... values) {
        return new Wording(code, template, List.of(values));
    }

    /// What a fault says: taken apart where it, or what it comes from, can be; in the system's words otherwise.
    public static Object of(Throwable fault) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each instanceof Worded worded && !worded.wording().code().isEmpty()) {
                return worded.wording();
            }
        }
        return String.valueOf(fault.getMessage());
    }

    /// The names of the places that have a value.
    public List<String> places() {
        List<String> names = new ArrayList<>();
        int open = place(0);
        while (open >= 0 && names.size() < values.size()) {
            int close = template.indexOf('}', open);
            names.add(template.substring(open + 1, close));
            open = place(close);
        }
        return names;
    }

    /// The sentence in English.
    public String text() {
        StringBuilder filled = new StringBuilder(template.length() + 16 * values.size());
        int from = 0;
        for (Object value : values) {
            int open = place(from);
            if (open < 0) {
                break;
            }
            filled.append(template, from, open).append(value);
            from = template.indexOf('}', open) + 1;
        }
        return filled.append(template, from, template.length()).toString();
    }

    /// Where the next place opens; -1 where there is none. Braces of YAML in a sentence are none.
    private int place(int from) {
        for (int open = template.indexOf('{', from); open >= 0; open = template.indexOf('{', open + 1)) {
            int end = open + 1;
            while (end < template.length() && isName(template.charAt(end))) {
                end++;
            }
            if (end > open + 1 && end < template.length() && template.charAt(end) == '}') {
                return open;
            }
        }
        return -1;
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    /// The sentence in English.
    @Override
    public String toString() {
        return text();
    }
}
