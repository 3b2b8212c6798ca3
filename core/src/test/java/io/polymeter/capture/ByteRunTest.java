package io.polymeter.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recorded bytes piece by piece: a TCP stream put together ([ByteRun]), requests and their replies brought together
/// ([Conversations]), and what is recorded of a client and of a server ([Traffic], [RecordedClient]).
class ByteRunTest {

    private static final Segment.Flow FLOW = new Segment.Flow(new Segment.Host(1, 40_000), new Segment.Host(2, 502));
    private static final String READ = "0007 0000 0006 05 03 0064 0002";

    private final ByteRun run = new ByteRun();

    private static Segment segment(int sequence, String hex) {
        return new Segment(0, "", FLOW, true, sequence, ByteBuffer.wrap(bytes(hex)));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private void expectRead() {
        ByteRun.Whole whole = Objects.requireNonNull(run.next());
        assertThat(whole.transaction()).isEqualTo(7);
        assertThat(whole.unit()).isEqualTo(5);
        byte[] pdu = new byte[whole.pdu().remaining()];
        whole.pdu().get(pdu);
        assertThat(pdu).isEqualTo(bytes("03 0064 0002"));
        assertThat(run.next()).isNull();
    }

    @Test
    void aFrameInPiecesIsOneAndWhatIsSentAgainCountsOnce() {
        byte[] whole = bytes(READ);
        run.take(
                new Segment(0, "", FLOW, true, 100, ByteBuffer.wrap(whole, 0, 5).slice()));
        assertThat(run.next()).isNull();
        run.take(
                new Segment(0, "", FLOW, true, 100, ByteBuffer.wrap(whole, 0, 5).slice()));
        run.take(new Segment(
                0,
                "",
                FLOW,
                true,
                103,
                ByteBuffer.wrap(whole, 3, whole.length - 3).slice()));
        expectRead();
    }

    @Test
    void afterALossTheRestOfAFrameIsNoFrame() {
        run.take(segment(100, "0007 0000 0006 05"));
        run.take(segment(200, READ));
        expectRead();
    }

    @ParameterizedTest
    @CsvSource({"0007 0001 0006 05 03 0064 0002", "0007 0000 0001 05 03 0064 0002", "0007 0000 00ff 05 03 0064 0002"})
    void whatIsNoModbusIsThrownAway(String hex) {
        run.take(segment(100, hex));
        assertThat(run.next()).isNull();
        run.take(segment(100 + 12, READ));
        expectRead();
    }

    private static PcapngReader.Captured captured(Frame frame, SyntheticTcp tcp, long micros) {
        return new PcapngReader.Captured(micros, tcp.packet(frame), "device 1, tcp");
    }

    @Test
    void aReplyBelongsToTheRequestWithItsTransactionAndUnit() throws IOException {
        Channel channel = new Channel(Channel.Side.CLIENT, Channel.Transport.TCP, 1, 0);
        SyntheticTcp tcp = new SyntheticTcp();
        Conversations conversations = new Conversations();
        Request one = new Request.ReadHoldingRegisters(100, 1);
        Request two = new Request.ReadHoldingRegisters(200, 2);
        Response replyToTwo = new Response.ReadRegisters(3, Words.of(1, 2));
        conversations.add(captured(Frame.of(channel, 1, 5, one), tcp, 10));
        conversations.add(captured(Frame.of(channel, 2, 5, two), tcp, 20));
        conversations.add(captured(Frame.of(channel, 2, 5, replyToTwo), tcp, 30));
        conversations.add(captured(Frame.of(channel, 1, 6, new Response.ReadRegisters(3, Words.of(9))), tcp, 40));
        conversations.add(new PcapngReader.Captured(50, new byte[10], ""));
        Recording recording = conversations.recording();
        assertThat(recording.devices()).containsExactly("device 1, tcp");
        assertThat(recording.exchanges())
                .containsExactly(new Exchange(10, 10, 0, 5, one, null), new Exchange(20, 30, 0, 5, two, replyToTwo));
    }

    /// The check sums are those that any other program would calculate.
    @Test
    void aMadeUpPacketIsOneThatOthersRead() {
        Channel channel = new Channel(Channel.Side.SERVER, Channel.Transport.TCP, 1, 7);
        ByteBuffer packet = ByteBuffer.wrap(
                new SyntheticTcp().packet(Frame.of(channel, 1, 5, new Request.ReadHoldingRegisters(100, 1))));
        assertThat(sum(packet, 14, 34, 0)).isEqualTo(0xffff);
        int pseudo = 6 + packet.limit() - 34;
        for (int at = 26; at < 34; at += 2) {
            pseudo += packet.getShort(at) & 0xffff;
        }
        assertThat(sum(packet, 34, packet.limit(), pseudo)).isEqualTo(0xffff);
        assertThat(packet.getShort(16) & 0xffff).isEqualTo(packet.limit() - 14);
        assertThat(packet.getShort(36) & 0xffff).isEqualTo(502);
    }

    private static int sum(ByteBuffer packet, int from, int to, int begin) {
        int sum = begin;
        for (int at = from; at < to; at += 2) {
            sum += (packet.get(at) & 0xff) << 8 | (at + 1 < to ? packet.get(at + 1) & 0xff : 0);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }

    @ParameterizedTest
    @CsvSource({
        "'', too short",
        "0a0d0d0a 0000001c 11111111, byte order is not told",
        "00000001 00000014, does not begin with a section",
        "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c 00000006 00000009 0000, a block of 9 bytes",
        "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c 00000006 00000020 00000000 00000000 00000000"
                + " 00000000 00000000 00000020, a packet of no interface",
    })
    void aDamagedFileIsSaidToBeOne(String hex, String why) {
        PcapngReader reader = new PcapngReader(new ByteArrayInputStream(bytes(hex)));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> {
                    while (reader.next() != null) {
                        // Until the damage.
                    }
                })
                .withMessageContaining(why);
    }

    private static final class Device implements ModbusClient {
        private final List<Request> asked = new ArrayList<>();
        private boolean closed;

        @Override
        public Response send(int unit, Request request) {
            asked.add(request);
            return new Response.ReadRegisters(3, Words.of(unit));
        }

        @Override
        public List<Deviation> deviations() {
            return List.of(new Deviation(Deviation.Kind.ECHO, 1, 0));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aClientIsRecordedOnlyWhileSomebodyRecords() throws Exception {
        Traffic traffic = new Traffic();
        Device device = new Device();
        ModbusClient client = traffic.asking(device, "tcp://h:502", Channel.Transport.TCP);
        FrameRing ring = new FrameRing(() -> Instant.EPOCH, 1 << 16);
        client.send(9, new Request.ReadHoldingRegisters(1, 1));
        assertThat(traffic.recorded()).isFalse();
        assertThat(traffic.start(ring)).isTrue();
        assertThat(traffic.start(new FrameRing(() -> Instant.EPOCH, 1))).isFalse();
        assertThat(client.send(9, new Request.ReadHoldingRegisters(2, 1)))
                .isEqualTo(new Response.ReadRegisters(3, Words.of(9)));
        assertThat(ring.size()).isEqualTo(2);
        traffic.stop(ring);
        client.send(9, new Request.ReadHoldingRegisters(3, 1));
        assertThat(ring.size()).isEqualTo(2);
        assertThat(device.asked).hasSize(3);
        assertThat(client).isInstanceOf(RecordedClient.class);
        assertThat(client.deviations()).isEqualTo(device.deviations());
        client.close();
        assertThat(device.closed).isTrue();
    }

    @Test
    void whatIsServedIsRecordedByClient() {
        Traffic traffic = new Traffic();
        assertThat(traffic.serving("tcp://a")).isEqualTo(1);
        assertThat(traffic.serving("tcp://b")).isEqualTo(2);
        assertThat(traffic.serving("tcp://a")).isEqualTo(1);
        FrameRing ring = new FrameRing(() -> Instant.EPOCH, 1 << 16);
        traffic.start(ring);
        traffic.asked(1, Channel.Transport.TCP, "h:1", new Traffic.Asked(5, new Request.ReadCoils(0, 1)));
        assertThat(ring.size()).isEqualTo(1);
    }
}
