package io.polymeter.fleet.topic;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// Something that happened.
///
/// @param at milliseconds since 1970 UTC
/// @param node the site, empty for the fleet itself
/// @param meter one of its meters, empty for the site
/// @param what a word, e.g. `silent`
/// @param text a sentence
public record FleetEvent(long at, String node, String meter, String what, String text) {

    /// The record of a topic.
    public byte[] bytes() {
        return new RecordWriter(96)
                .number(at)
                .text(node)
                .text(meter)
                .text(what)
                .text(text)
                .bytes();
    }

    /// Reads the record of a topic.
    public static FleetEvent of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new FleetEvent(in.number(), in.text(), in.text(), in.text(), in.text());
    }
}
