package io.polymeter.lab.fuzz;

import io.polymeter.modbus.Crc16;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.PduException;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.RtuBusParser;
import io.polymeter.modbus.RtuResponseParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Any bytes into codec and parsers. Nothing but [PduException] and [ProtocolException] comes out, what was
/// accepted is encoded as it came, every byte is accounted for, and frames do not depend on how the stream was
/// cut.
///
/// [WireFuzzIT] runs it for some seconds in `./verify`, and leaves behind what is needed to go on for an hour:
///
/// ```sh
/// cd lab && java @target/fuzz/wire/arguments -max_total_time=3600 target/fuzz/wire/corpus
/// ```
public final class WireTarget {

    private WireTarget() {}

    /// Called by Jazzer: the first byte says what the others are.
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        ByteBuffer input = ByteBuffer.wrap(data, 1, data.length - 1).slice();
        switch (data[0] & 7) {
            case 0, 1 -> request(input);
            case 2, 3 -> response(input);
            case 4 -> mbap(input);
            case 5 -> bus(input);
            case 6 -> bus(sealed(input));
            default -> master(input);
        }
    }

    private static @Nullable Request request(ByteBuffer pdu) {
        try {
            ByteBuffer again = ByteBuffer.allocate(Pdu.MAX_LENGTH);
            Request request = Pdu.decodeRequest(pdu);
            Pdu.encode(request, again);
            again.flip();
            pdu.rewind();
            // Only the padding bits of a coil write are not kept.
            check(pdu.get(0) == 15 ? pdu.limit() == again.limit() : pdu.equals(again), "re-encoded differently");
            return request;
        } catch (PduException e) {
            check(e.functionCode() == (pdu.limit() == 0 ? 0 : pdu.get(0) & 0xff), "refuses another function");
            Pdu.encode(e.refusal(), ByteBuffer.allocate(2));
            return null;
        }
    }

    private static void response(ByteBuffer input) {
        Request request = request(split(input));
        ByteBuffer pdu = input.slice();
        if (request == null) {
            return;
        }
        try {
            ByteBuffer again = ByteBuffer.allocate(Pdu.MAX_LENGTH);
            Pdu.encode(Pdu.decodeResponse(pdu, request), again);
            check(again.position() == pdu.limit(), "re-encoded to another length");
        } catch (ProtocolException e) {
            check(e.getMessage() != null, "refused without a reason");
        }
    }

    private static void mbap(ByteBuffer input) {
        List<ByteBuffer> whole = new ArrayList<>();
        boolean fine = mbap(new MbapParser(), input.duplicate(), whole);
        List<ByteBuffer> dripped = new ArrayList<>();
        MbapParser parser = new MbapParser();
        boolean fineToo = true;
        for (int i = 0; fineToo && i < input.limit(); i++) {
            fineToo = mbap(parser, input.slice(i, 1), dripped);
        }
        check(fine == fineToo && whole.equals(dripped), "frames depend on the cut");
        check(whole.stream().allMatch(pdu -> pdu.limit() >= 1 && pdu.limit() <= Pdu.MAX_LENGTH), "impossible length");
        check(whole.size() * (Mbap.HEADER_LENGTH + 1) <= input.limit(), "more frames than bytes");
    }

    private static boolean mbap(MbapParser parser, ByteBuffer input, List<ByteBuffer> found) {
        try {
            while (parser.next(input)) {
                found.add(copy(parser.pdu()));
            }
            check(!input.hasRemaining(), "input left over");
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }

    /// Units 1 to 3 are ours. The first byte gives the size of the chunks, with silence after some of them.
    private static void bus(ByteBuffer input) {
        if (!input.hasRemaining()) {
            return;
        }
        int chunk = 1 + (input.get() & 0x7f);
        boolean silences = input.get(0) < 0;
        RtuBusParser parser = new RtuBusParser(unit -> unit >= 1 && unit <= 3);
        int total = input.remaining();
        int explained = 0;
        while (input.hasRemaining()) {
            int size = Math.min(chunk, input.remaining());
            ByteBuffer bytes = input.slice(input.position(), size);
            input.position(input.position() + size);
            while (parser.next(bytes)) {
                explained += frame(parser, input);
            }
            if (silences || !input.hasRemaining()) {
                while (parser.silence()) {
                    explained += frame(parser, input);
                }
                check(!parser.pending(), "bytes held after silence");
            }
        }
        check(explained + parser.counters().noiseBytes() == total, "bytes not accounted for");
    }

    /// What was shown was received, with its CRC.
    private static int frame(RtuBusParser parser, ByteBuffer input) {
        ByteBuffer pdu = parser.pdu();
        ByteBuffer frame = ByteBuffer.allocate(pdu.remaining() + 3);
        frame.put((byte) parser.unit()).put(copy(pdu));
        int crc = Crc16.of(frame, 0, frame.position());
        frame.put((byte) crc).put((byte) (crc >>> 8)).flip();
        boolean received = false;
        for (int i = 0; !received && i + frame.limit() <= input.limit(); i++) {
            received = input.slice(i, frame.limit()).equals(frame);
        }
        check(received, "a frame that was never received");
        check(frame.limit() >= Rtu.MIN_LENGTH && frame.limit() <= Rtu.MAX_LENGTH, "impossible length");
        boolean request = parser.kind() == RtuBusParser.Kind.REQUEST;
        check(!request || parser.unit() >= 1 && parser.unit() <= 3, "a request to nobody here");
        check(request || parser.kind() == RtuBusParser.Kind.FOREIGN || parser.unit() == 0, "a broadcast to one");
        request(pdu.slice());
        return frame.limit();
    }

    private static void master(ByteBuffer input) {
        Request request = request(split(input));
        if (request == null) {
            return;
        }
        RtuResponseParser parser = new RtuResponseParser();
        parser.expect(1, request);
        ByteBuffer received = sealed(input.slice()).position(1);
        var response = parser.next(received);
        if (response == null) {
            response = parser.silence();
            check(!parser.pending() && !received.hasRemaining(), "bytes held after silence");
        }
        if (response != null) {
            check(response.functionCode() == request.functionCode(), "an answer to another function");
        }
    }

    /// The pieces of the input, each preceded by its length, with right CRCs behind them; the first byte is kept.
    private static ByteBuffer sealed(ByteBuffer input) {
        ByteBuffer all = ByteBuffer.allocate(3 * input.limit() + 1);
        all.put(input.hasRemaining() ? input.get() : 0);
        while (input.hasRemaining()) {
            ByteBuffer piece = split(input);
            int start = all.position();
            all.put(piece);
            int crc = Crc16.of(all, start, all.position());
            all.put((byte) crc).put((byte) (crc >>> 8));
        }
        return all.flip();
    }

    /// Takes a length byte and so many bytes, or those that are left.
    private static ByteBuffer split(ByteBuffer input) {
        if (!input.hasRemaining()) {
            return input.slice();
        }
        int length = Math.min(input.get() & 0xff, input.remaining());
        ByteBuffer part = input.slice(input.position(), length);
        input.position(input.position() + length);
        return part;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return ByteBuffer.wrap(copy);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
