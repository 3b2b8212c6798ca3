package io.polymeter.fleet.topic;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// Who did what.
///
/// @param at milliseconds since 1970 UTC
/// @param person who was logged in
/// @param action a word, e.g. `order`
/// @param subject a site, a group, a roll-out
public record Audit(long at, String person, String action, String subject, String detail) {

    /// The record of a topic.
    public byte[] bytes() {
        return new RecordWriter(96)
                .number(at)
                .text(person)
                .text(action)
                .text(subject)
                .text(detail)
                .bytes();
    }

    /// Reads the record of a topic.
    public static Audit of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new Audit(in.number(), in.text(), in.text(), in.text(), in.text());
    }
}
