package io.polymeter.modbus;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A bus parser of units 1 and 2, and what it has shown: `R` for requests, `B` for broadcasts, `F` for foreign
/// frames.
final class Bus {

    final RtuBusParser parser = new RtuBusParser(unit -> unit == 1 || unit == 2);
    final List<String> shown = new ArrayList<>();

    Bus feed(byte[]... parts) {
        for (byte[] part : parts) {
            feed(ByteBuffer.wrap(part));
        }
        return this;
    }

    /// The bytes one by one.
    Bus drip(byte[]... parts) {
        for (byte[] part : parts) {
            for (byte each : part) {
                feed(ByteBuffer.wrap(new byte[] {each}));
            }
        }
        return this;
    }

    void feed(ByteBuffer bytes) {
        while (parser.next(bytes)) {
            note();
        }
        if (bytes.hasRemaining()) {
            throw new AssertionError("bytes left over");
        }
    }

    Bus silence() {
        while (parser.silence()) {
            note();
        }
        if (parser.pending()) {
            throw new AssertionError("bytes held after silence");
        }
        return this;
    }

    /// What was shown of requests and broadcasts: what would have an effect.
    List<String> effective() {
        return shown.stream().filter(frame -> !frame.startsWith("F")).toList();
    }

    private void note() {
        String kind = switch (parser.kind()) {
            case REQUEST -> "R";
            case BROADCAST -> "B";
            case FOREIGN -> "F";
        };
        shown.add(kind + parser.unit() + " " + Hex.of(parser.pdu()));
    }
}
