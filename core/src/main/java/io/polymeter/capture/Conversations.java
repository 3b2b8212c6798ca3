package io.polymeter.capture;

import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.PduException;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts requests and replies together out of the packets of TCP connections.
final class Conversations {

    private static final int MAX = 2_000_000;
    private static final int CONNECTIONS = 2048;
    private static final int OUTSTANDING = 64;

    private final List<String> devices = new ArrayList<>();
    private final Map<Segment.Host, Integer> numbers = new HashMap<>();
    private final Map<Segment.Flow, ByteRun> runs = new HashMap<>();
    private final Map<Segment.Flow, Map<Integer, Integer>> open = new HashMap<>();
    private final List<Exchange> exchanges = new ArrayList<>();

    /// @throws IOException where the file is larger than is sensible
    void add(PcapngReader.Captured packet) throws IOException {
        Segment segment = Segment.of(packet);
        if (segment == null) {
            return;
        }
        ByteRun run = runs.get(segment.flow());
        if (run == null) {
            if (runs.size() == CONNECTIONS) {
                throw new IOException("the file has more than " + CONNECTIONS / 2 + " connections");
            }
            run = new ByteRun();
            runs.put(segment.flow(), run);
        }
        run.take(segment);
        ByteRun.Whole frame = run.next();
        while (frame != null) {
            if (segment.request()) {
                asked(segment, frame);
            } else {
                answered(segment, frame);
            }
            frame = run.next();
        }
    }

    private void asked(Segment segment, ByteRun.Whole frame) throws IOException {
        if (exchanges.size() == MAX) {
            throw new IOException("the file has more than " + MAX + " requests");
        }
        try {
            var request = Pdu.decodeAnyRequest(frame.pdu());
            int device = numbers.computeIfAbsent(segment.flow().to(), _ -> devices.size());
            if (device == devices.size()) {
                devices.add(segment.port().isEmpty() ? "device " + (device + 1) : segment.port());
            }
            Map<Integer, Integer> waiting = open.computeIfAbsent(segment.flow(), _ -> new LinkedHashMap<>());
            if (waiting.size() == OUTSTANDING) {
                waiting.remove(waiting.keySet().iterator().next());
            }
            waiting.put(frame.transaction(), exchanges.size());
            exchanges.add(new Exchange(segment.micros(), segment.micros(), device, frame.unit(), request, null));
        } catch (PduException _) {
            // No Modbus, or nothing that a device could answer.
        }
    }

    private void answered(Segment segment, ByteRun.Whole frame) {
        Map<Integer, Integer> waiting = open.get(segment.flow().reversed());
        Integer index = waiting == null ? null : waiting.remove(frame.transaction());
        if (index == null) {
            return;
        }
        Exchange asked = exchanges.get(index);
        if (asked.unit() != frame.unit()) {
            return;
        }
        try {
            Response reply = Pdu.decodeResponse(frame.pdu(), asked.request());
            long answered = Math.max(asked.asked(), segment.micros());
            exchanges.set(
                    index, new Exchange(asked.asked(), answered, asked.device(), asked.unit(), asked.request(), reply));
        } catch (ProtocolException _) {
            // A reply to something else: none.
        }
    }

    Recording recording() {
        return new Recording(devices, exchanges);
    }
}
