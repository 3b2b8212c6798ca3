package io.polymeter.fleet.topic;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// A message for a site.
///
/// @param device a meter; empty for the node (NCMD)
/// @param payload Sparkplug B
@SuppressWarnings("ArrayRecordComponent") // passed on as they are
public record DownlinkMessage(String device, byte[] payload) {

    /// The record of a topic.
    public byte[] bytes() {
        return new RecordWriter(payload.length + 16).text(device).chunk(payload).bytes();
    }

    /// Reads the record of a topic.
    public static DownlinkMessage of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new DownlinkMessage(in.text(), in.chunk());
    }
}
