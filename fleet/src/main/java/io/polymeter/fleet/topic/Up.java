package io.polymeter.fleet.topic;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// What came from a site, as it came.
///
/// @param kind what it is
/// @param device a meter; empty where the node speaks of itself
/// @param received when the front received it, milliseconds since 1970 UTC
/// @param payload the bytes of the message, or of an [io.polymeter.fleet.site.Order]
public record Up(Kind kind, String device, long received, byte[] payload) {

    private static final Kind[] KINDS = Kind.values();

    /// The message types of an edge node, and two of ours.
    public enum Kind {
        NBIRTH,
        NDATA,
        NDEATH,
        DBIRTH,
        DDATA,
        DDEATH,
        /// An order of an operator.
        ORDER,
        /// A front is there.
        BEAT
    }

    /// The record of a topic.
    public byte[] bytes() {
        return new RecordWriter(payload.length + device.length() + 16)
                .number(kind.ordinal())
                .text(device)
                .number(received)
                .chunk(payload)
                .bytes();
    }

    /// Reads the record of a topic.
    ///
    /// @throws MalformedRecordException where it is none
    public static Up of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new Up(KINDS[in.count(KINDS.length - 1)], in.text(), in.number(), in.chunk());
    }
}
