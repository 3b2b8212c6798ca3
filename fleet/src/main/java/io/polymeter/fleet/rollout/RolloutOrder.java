package io.polymeter.fleet.rollout;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/// What somebody wants to be rolled out, and whether it is to go on.
///
/// @param id of the roll-out
/// @param person who began it
/// @param at when, milliseconds since 1970 UTC
/// @param label of the sites it is for, e.g. `region=north`; empty for all
/// @param text a configuration; `{{node}}`, `{{group}}` and `{{NAME}}` of a label stand for what each site has
/// @param wish what is to become of it
public record RolloutOrder(String id, String person, long at, String label, String text, Wish wish) {

    /// The longest text, in bytes; a message has to hold it.
    public static final int MAX_TEXT = 256 << 10;

    /// What somebody wants to become of it.
    public enum Wish {
        RUN,
        PAUSE,
        STOP
    }

    /// The same with another wish.
    public RolloutOrder wished(Wish other) {
        return new RolloutOrder(id, person, at, label, text, other);
    }

    /// Whether it is for a site.
    boolean isFor(Map<String, String> labels) {
        String[] pair = label.split("=", 2);
        return label.isEmpty() || pair.length == 2 && pair[1].equals(labels.get(pair[0]));
    }

    /// The text that a site gets.
    ///
    /// @param node `GROUP/NODE`
    String text(String node, Map<String, String> labels) {
        int slash = node.indexOf('/');
        String own = text.replace("{{group}}", node.substring(0, Math.max(0, slash)))
                .replace("{{node}}", node.substring(slash + 1));
        for (Map.Entry<String, String> each : labels.entrySet()) {
            own = own.replace("{{" + each.getKey() + "}}", each.getValue());
        }
        return own;
    }

    /// SHA-256 of a text, hexadecimal, as gateways report it.
    static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The record of the topic.
    public byte[] bytes() {
        return new RecordWriter(text.length() + 96)
                .text(id)
                .text(person)
                .number(at)
                .text(label)
                .text(text)
                .text(wish.name())
                .bytes();
    }

    private static Wish word(RecordReader in) {
        String word = in.text();
        for (Wish each : Wish.values()) {
            if (each.name().equals(word)) {
                return each;
            }
        }
        throw new MalformedRecordException("no wish is called " + word);
    }

    /// Reads the record of the topic.
    public static RolloutOrder of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new RolloutOrder(in.text(), in.text(), in.number(), in.text(), in.text(), word(in));
    }
}
