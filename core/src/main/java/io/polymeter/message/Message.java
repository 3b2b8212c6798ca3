package io.polymeter.message;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A sentence for people, made from an English template, and the code by which a page says it in another language. Each
/// code has one template; the places of a template are `{name}` and are filled in their order.
public final class Message {

    private final String code;
    private final String template;
    private final Object[] values;
    private final String text;

    private Message(String code, String template, Object... values) {
        this.code = code;
        this.template = template;
        this.values = values;
        this.text = code.isEmpty() ? template : filled(template, values);
    }

    /// A sentence.
    ///
    /// @param code small letters, digits and hyphens; the same nowhere else with another template
    /// @param template English, with a place for each value
    /// @param values what stands in the places; a [Message] among them is said in the reader's language, too
    public static Message of(String code, String template, @Nullable Object... values) {
        Object[] said = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            said[i] = values[i] instanceof Message message ? message : String.valueOf(values[i]);
        }
        return new Message(code, template, said);
    }

    /// A sentence that was found again in words, with a template that is known from elsewhere.
    public static Message recognized(String code, String template, Object... values) {
        return new Message(code, template, values.clone());
    }

    /// What a fault says: coded where it was made for people, verbatim otherwise.
    public static Message of(Throwable fault) {
        return fault instanceof Coded coded ? coded.said() : verbatim(String.valueOf(fault.getMessage()));
    }

    /// Words of somebody else, e.g. of a device or of the operating system: they are in one language.
    public static Message verbatim(String text) {
        return new Message("", text);
    }

    /// A phrase that is written down with what it describes, e.g. `a duration such as 2s`; its code is made of its
    /// words.
    public static Message phrase(String text) {
        String code = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return new Message("phrase-" + code.replaceAll("^-|-$", ""), text);
    }

    /// The code; empty where the words are somebody else's.
    public String code() {
        return code;
    }

    /// The sentence in English.
    public String text() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /// The same with other words in its places, e.g. without secrets. Where the sentence itself is changed by it, it
    /// has no code any more.
    public Message cleaned(UnaryOperator<String> cleaner) {
        String clean = cleaner.apply(text);
        if (clean.equals(text)) {
            return this;
        }
        Object[] others = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            others[i] = values[i] instanceof Message message
                    ? message.cleaned(cleaner)
                    : cleaner.apply(String.valueOf(values[i]));
        }
        Message same = new Message(code, template, others);
        return same.text.equals(clean) ? same : verbatim(clean);
    }

    /// What stands in each place. A sentence in a place is there in English, and coded as `NAME_message`.
    public JsonObject params() {
        JsonObject params = new JsonObject();
        int from = 0;
        for (Object value : values) {
            int open = place(template, from);
            if (open < 0) {
                break;
            }
            from = template.indexOf('}', open);
            String name = template.substring(open + 1, from);
            params.put(name, value.toString());
            if (value instanceof Message message) {
                params.put(name + "_message", message.coded());
            }
        }
        return params;
    }

    /// `{code, values}` for the API; null where the words are somebody else's.
    public JsonValue coded() {
        return code.isEmpty()
                ? JsonValue.NullValue.NULL
                : new JsonObject().put("code", code).put("values", params()).build();
    }

    /// Sentences in English, in their order.
    public static List<String> texts(Collection<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    /// The codes of sentences, in their order; null in place of one that is somebody else's.
    public static JsonValue coded(Collection<Message> messages) {
        return new JsonValue.ArrayValue(messages.stream().map(Message::coded).toList());
    }

    private static String filled(String template, Object... values) {
        StringBuilder filled = new StringBuilder(template.length() + 16 * values.length);
        int from = 0;
        for (Object value : values) {
            int open = place(template, from);
            if (open < 0) {
                break;
            }
            filled.append(template, from, open).append(value);
            from = template.indexOf('}', open) + 1;
        }
        return filled.append(template, from, template.length()).toString();
    }

    /// Where the next place opens; -1 where there is none. Braces of YAML in a sentence are none.
    private static int place(String template, int from) {
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message && code.equals(message.code) && text.equals(message.text);
    }

    @Override
    public int hashCode() {
        return 31 * code.hashCode() + text.hashCode();
    }

    /// The sentence in English.
    @Override
    public String toString() {
        return text;
    }
}
