package io.polymeter.fleet.topic;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.List;

/// What came from a site, as it came.
///
/// @param kind what it is
/// @param device a meter; empty where the node speaks of itself
/// @param received when the front received it, milliseconds since 1970 UTC
/// @param payload the bytes of the message, or of an [io.polymeter.fleet.site.Order]
@SuppressWarnings("ArrayRecordComponent") // passed on as they are
public record UplinkMessage(Kind kind, String device, long received, byte[] payload) {

    /// By code.
    private static final List<Kind> KINDS = List.of(Kind.values());

    /// The message types of an edge node, and two of ours.
    public enum Kind {
        NBIRTH(0),
        NDATA(1),
        NDEATH(2),
        DBIRTH(3),
        DDATA(4),
        DDEATH(5),
        /// An order of an operator.
        ORDER(6),
        /// A front is there.
        BEAT(7);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /// The record of a topic.
    public byte[] bytes() {
        return new RecordWriter(payload.length + device.length() + 16)
                .number(kind.code)
                .text(device)
                .number(received)
                .chunk(payload)
                .bytes();
    }

    /// Reads the record of a topic.
    ///
    /// @throws MalformedRecordException where it is none
    public static UplinkMessage of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new UplinkMessage(KINDS.get(in.count(KINDS.size() - 1)), in.text(), in.number(), in.chunk());
    }
}
