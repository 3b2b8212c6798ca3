package io.polymeter.capture;

import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.PduException;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RtuBusParser;
import io.polymeter.modbus.serial.SerialLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Listens on a serial line on which others talk. Nothing is ever sent.
public final class BusListener {

    private static final long SLICE = 25_000_000;
    private static final int MOST = 1_000_000;

    private final Supplier<Instant> clock;
    private final RtuBusParser parser = new RtuBusParser(_ -> false);
    private final List<Exchange> exchanges = new ArrayList<>();
    private @Nullable Exchange open;

    /// @param clock the time of day
    public BusListener(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /// Listens until it is told to stop.
    ///
    /// @throws IOException if the line is gone
    public Recording listen(SerialLine line, BooleanSupplier stopped) throws IOException {
        byte[] chunk = new byte[512];
        while (!stopped.getAsBoolean() && exchanges.size() < MOST) {
            int count = line.read(chunk, SLICE);
            ByteBuffer received = ByteBuffer.wrap(chunk, 0, count);
            if (count == 0) {
                while (parser.silence()) {
                    frame();
                }
            }
            while (parser.next(received)) {
                frame();
            }
        }
        Exchange last = open;
        if (last != null) {
            exchanges.add(last);
        }
        return new Recording(List.of("line " + line.name()), exchanges);
    }

    /// A frame that can be the reply to the request before it is that; else it is the next request.
    private void frame() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.get());
        Exchange asked = open;
        if (asked != null && asked.unit() == parser.unit()) {
            try {
                var reply = Pdu.decodeResponse(parser.pdu().slice(), asked.request());
                exchanges.add(new Exchange(asked.asked(), now, 0, asked.unit(), asked.request(), reply));
                open = null;
                return;
            } catch (ProtocolException _) {
                // It was asked again, or something else.
            }
        }
        if (asked != null) {
            exchanges.add(asked);
            open = null;
        }
        try {
            Request request = Pdu.decodeAnyRequest(parser.pdu().slice());
            open = new Exchange(now, now, 0, parser.unit(), request, null);
        } catch (PduException _) {
            // The reply to a request that was not heard.
        }
    }
}
