package io.polymeter.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Frames go into a file and come out of it as exchanges; a file made to do harm does none.
/// Written by [PcapngWriter] as packets of a [SyntheticTcp], read by [PcapngReader].
class RecordingTest {

    private static final Channel DEVICE = new Channel(Channel.Side.CLIENT, Channel.Transport.RTU, 1, 0);
    private static final Channel SERVED = new Channel(Channel.Side.SERVER, Channel.Transport.TLS, 1, 3);

    private final AtomicLong micros = new AtomicLong(1_700_000_000_000_000L);

    private final FrameRing ring = new FrameRing(() -> Instant.EPOCH.plusNanos(micros.get() * 1000), 1 << 20);

    private byte[] filled() throws IOException {
        Request read = new Request.ReadInputRegisters(10, 3);
        for (int i = 1; i <= 20; i++) {
            ring.add(Frame.of(DEVICE, i, 7, read));
            micros.addAndGet(5_000);
            ring.add(Frame.of(DEVICE, i, 7, new Response.ReadRegisters(4, Words.of(i, 2 * i, 0xffff))));
            micros.addAndGet(95_000);
        }
        Request write = new Request.WriteSingleRegister(1, 2);
        ring.add(Frame.of(SERVED, 21, 240, write));
        ring.add(Frame.of(SERVED, 21, 240, new Response.Refusal(6, ExceptionCode.ILLEGAL_FUNCTION)));
        ring.add(Frame.of(SERVED, 22, 240, new Request.ReadHoldingRegisters(5, 1)));
        return written();
    }

    private byte[] written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ring.write(bytes);
        return bytes.toByteArray();
    }

    private static Recording read(byte[] bytes) throws IOException {
        return Recording.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Recording recording = read(filled());
        assertThat(recording.devices()).containsExactly("device 1, rtu", "served 1, tls");
        assertThat(recording.exchanges()).hasSize(22);
        Exchange third = recording.exchanges().get(2);
        assertThat(third)
                .isEqualTo(new Exchange(
                        1_700_000_000_200_000L,
                        1_700_000_000_205_000L,
                        0,
                        7,
                        new Request.ReadInputRegisters(10, 3),
                        new Response.ReadRegisters(4, Words.of(3, 6, 0xffff))));
        assertThat(recording.exchanges().get(20).reply())
                .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(recording.exchanges().get(21).reply()).isNull();
    }

    @Test
    void whatTheLineCarriedAndThatTlsWasThereIsInTheComments() throws IOException {
        String text = new String(filled(), StandardCharsets.ISO_8859_1);
        // Unit 7, function 4, from 10, three registers; its CRC is that of the specification's algorithm.
        assertThat(text).contains("RTU 07 04 00 0a 00 03 90 6f");
        assertThat(text).contains("TLS on the wire");
    }

    @Test
    void theOldestFramesMakeRoom() throws IOException {
        FrameRing small = new FrameRing(() -> Instant.EPOCH, 1000);
        for (int i = 0; i < 100; i++) {
            small.add(Frame.of(DEVICE, i, 1, new Request.ReadInputRegisters(i, 1)));
        }
        assertThat(small.size()).isBetween(5, 10);
        assertThat(small.dropped()).isEqualTo(100 - small.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        small.write(bytes);
        assertThat(read(bytes.toByteArray()).exchanges().getLast().request())
                .isEqualTo(new Request.ReadInputRegisters(99, 1));
    }

    @Test
    void aFileThatIsCutOffIsReadAsFarAsItGoes() throws IOException {
        byte[] whole = filled();
        int before = 0;
        for (int length = 100; length < whole.length; length++) {
            int now = read(Arrays.copyOf(whole, length)).exchanges().size();
            assertThat(now).isBetween(before, before + 1);
            before = now;
        }
        assertThat(before).isGreaterThanOrEqualTo(21);
    }

    @Test
    void whatIsNoRecordingIsSaidToBeNone() {
        for (byte[] bytes : List.of(
                new byte[0],
                new byte[3],
                new byte[500],
                "%PDF-1.4 and so on, for a while".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> read(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no pcapng");
        }
    }

    @Test
    void damagedFilesDoNoHarm() throws IOException {
        byte[] whole = filled();
        Random random = new Random(17);
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            int changes = 1 + random.nextInt(8);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(damaged.length);
                damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xff : 0);
            }
            try {
                Recording recording = read(Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length)));
                read++;
                for (int device = 0; device < recording.devices().size(); device++) {
                    var _ = new RecordedDevice(recording, device, 1, () -> 0).seconds();
                }
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("pcapng");
            }
        }
        assertThat(read).isGreaterThan(250);
    }
}
