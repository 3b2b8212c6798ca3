package io.polymeter.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Rtu;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A client and its device talk on a line; somebody listens.
class BusListenerTest {

    private static final Request READ = new Request.ReadInputRegisters(52, 2);
    private static final Response REPLY = new Response.ReadRegisters(4, Words.of(0x4366, 0xf1f3));

    private static void send(SerialLine line, ByteBuffer frame) throws Exception {
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        line.write(bytes, bytes.length);
    }

    @Test
    void requestsAndRepliesAreToldApartAndNothingIsSent() throws Exception {
        try (Pty pty = Pty.open();
                SerialLine open = SerialOpener.system().open(pty.device().toString(), SerialParameters.STANDARD)) {
            ByteBuffer talk = ByteBuffer.allocate(512);
            Rtu.encode(9, READ, talk);
            Rtu.encode(9, REPLY, talk);
            // Not answered, and asked again.
            Rtu.encode(9, READ, talk);
            Rtu.encode(9, READ, talk);
            Rtu.encode(9, REPLY, talk);
            // Noise, and a frame whose checksum is wrong.
            talk.put(new byte[] {0x55, 9, 4, 0, 52, 0, 2, 1, 1});
            send(pty.master(), talk);
            AtomicInteger looks = new AtomicInteger();
            Recording heard = new BusListener(Instant::now).listen(open, () -> looks.incrementAndGet() > 20);
            assertThat(heard.exchanges())
                    .extracting(Exchange::unit, Exchange::request, Exchange::reply)
                    .containsExactly(tuple(REPLY), tuple(null), tuple(REPLY));
            byte[] back = new byte[16];
            assertThat(pty.master().read(back, 0)).isZero();
        }
    }

    private static org.assertj.core.groups.Tuple tuple(@org.jspecify.annotations.Nullable Response reply) {
        return new org.assertj.core.groups.Tuple(9, READ, reply);
    }
}
