package io.polymeter.message;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A sentence for people, made from an English template, and the code by which a page says it in another language. Each
/// code has one template; the places of a template are `{name}` and are filled in their order.
public final class Message {

    private final Wording wording;
    private final String text;

    private Message(Wording wording) {
        this.wording = wording;
        this.text = wording.code().isEmpty() ? wording.template() : wording.text();
    }

    /// A sentence.
    ///
    /// @param code small letters, digits and hyphens; the same nowhere else with another template
    /// @param template English, with a place for each value
    /// @param values what stands in the places; a [Message] among them is said in the reader's language, too
    public static Message of(String code, String template, @Nullable Object... values) {
        List<Object> said = new ArrayList<>(values.length);
        for (Object value : values) {
            said.add(said(value));
        }
        return new Message(new Wording(code, template, said));
    }

    private static Object said(@Nullable Object value) {
        return switch (value) {
            case Message message -> message;
            case Wording wording -> of(wording);
            case null, default -> String.valueOf(value);
        };
    }

    /// The same sentence, said where no JSON is known.
    public static Message of(Wording wording) {
        return new Message(new Wording(
                wording.code(),
                wording.template(),
                wording.values().stream().map(Message::said).toList()));
    }

    /// What a fault says: coded where it was made for people, verbatim otherwise.
    public static Message of(Throwable fault) {
        return switch (fault) {
            case Coded coded -> coded.said();
            case Worded worded -> of(worded.wording());
            default -> verbatim(String.valueOf(fault.getMessage()));
        };
    }

    /// Words of somebody else, e.g. of a device or of the operating system: they are in one language.
    public static Message verbatim(String text) {
        return new Message(new Wording("", text, List.of()));
    }

    /// A phrase that is written down with what it describes, e.g. `a duration such as 2s`; its code is made of its
    /// words.
    public static Message phrase(String text) {
        String code = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return new Message(new Wording("phrase-" + code.replaceAll("^-|-$", ""), text, List.of()));
    }

    /// Several sentences, one behind the other.
    public static Message list(List<Message> parts) {
        if (parts.isEmpty()) {
            return verbatim("");
        }
        Message list = parts.getLast();
        for (int i = parts.size() - 2; i >= 0; i--) {
            list = Message.of("in-a-row", "{first}, {more}", parts.get(i), list);
        }
        return list;
    }

    /// Its parts, for who knows no messages.
    Wording wording() {
        return wording;
    }

    /// The code; empty where the words are somebody else's.
    public String code() {
        return wording.code();
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
        List<Object> others = new ArrayList<>();
        for (Object value : wording.values()) {
            others.add(
                    value instanceof Message message ? message.cleaned(cleaner) : cleaner.apply(String.valueOf(value)));
        }
        Message same = new Message(new Wording(wording.code(), wording.template(), others));
        return same.text.equals(clean) ? same : verbatim(clean);
    }

    /// What stands in each place. A sentence in a place is there in English, and coded as `NAME_message`.
    public JsonObject params() {
        JsonObject params = new JsonObject();
        List<String> places = wording.places();
        for (int i = 0; i < places.size(); i++) {
            Object value = wording.values().get(i);
            params.put(places.get(i), value.toString());
            if (value instanceof Message message) {
                params.put(places.get(i) + "_message", message.coded());
            }
        }
        return params;
    }

    /// `{code, values}` for the API; null where the words are somebody else's.
    public JsonValue coded() {
        return code().isEmpty()
                ? JsonValue.NullValue.NULL
                : new JsonObject().put("code", code()).put("values", params()).build();
    }

    /// Sentences in English, in their order.
    public static List<String> texts(Collection<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    /// The codes of sentences, in their order; null in place of one that is somebody else's.
    public static JsonValue coded(Collection<Message> messages) {
        return new JsonValue.ArrayValue(messages.stream().map(Message::coded).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message && code().equals(message.code()) && text.equals(message.text);
    }

    @Override
    public int hashCode() {
        return 31 * code().hashCode() + text.hashCode();
    }

    /// The sentence in English.
    @Override
    public String toString() {
        return text;
    }
}
