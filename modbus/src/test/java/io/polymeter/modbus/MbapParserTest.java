package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MbapParserTest {

    private static final byte[] TWO = Hex.bytes("12 34 00 00 00 02 f0 11  ff ff 00 00 00 03 00 83 04");
    private static final List<String> FOUND = List.of("4660 240 11", "65535 0 83 04");

    @Test
    void framesAreFoundInEveryPartitionOfTheStream() {
        for (int cuts = 0; cuts < 1 << TWO.length - 1; cuts++) {
            MbapParser parser = new MbapParser();
            ByteBuffer stream = ByteBuffer.wrap(TWO);
            List<String> found = new ArrayList<>();
            for (int i = 1; i <= TWO.length; i++) {
                if (i == TWO.length || (cuts & 1 << i - 1) != 0) {
                    feed(parser, stream.limit(i), found);
                }
            }
            if (!found.equals(FOUND) || parser.midFrame()) {
                assertThat(found).as(Integer.toBinaryString(cuts)).isEqualTo(FOUND);
            }
        }
    }

    @Test
    void longStreamsAreFoundInRandomPartitionsThroughOneBuffer() {
        Random random = new Random(502);
        for (int round = 0; round < 300; round++) {
            List<String> sent = new ArrayList<>();
            ByteBuffer stream = ByteBuffer.allocate(20 * Mbap.MAX_LENGTH);
            for (int i = 0; i < 20; i++) {
                byte[] pdu = new byte[1 + random.nextInt(Pdu.MAX_LENGTH)];
                random.nextBytes(pdu);
                int transaction = random.nextInt(65536);
                int unit = random.nextInt(256);
                stream.putShort((short) transaction).putShort((short) 0).putShort((short) (1 + pdu.length));
                stream.put((byte) unit).put(pdu);
                sent.add(transaction + " " + unit + " " + Hex.of(pdu));
            }
            stream.flip();
            List<String> found = new ArrayList<>();
            MbapParser parser = new MbapParser();
            ByteBuffer received = ByteBuffer.allocateDirect(600);
            while (stream.hasRemaining()) {
                int chunk = Math.min(1 + random.nextInt(600), stream.remaining());
                received.clear().put(stream.slice(stream.position(), chunk)).flip();
                stream.position(stream.position() + chunk);
                feed(parser, received, found);
            }
            assertThat(found).isEqualTo(sent);
        }
    }

    @Test
    void aFrameThatIsWholeIsShownWhereItLies() {
        ByteBuffer received = ByteBuffer.wrap(TWO.clone());
        MbapParser parser = new MbapParser();
        assertThat(parser.next(received)).isTrue();
        received.put(7, (byte) 0x2b);
        assertThat(Hex.of(parser.pdu())).isEqualTo("2b");
        ByteBuffer first = parser.pdu();
        assertThat(parser.next(received)).isTrue();
        assertThat(parser.pdu()).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 1000, 65535})
    void aLengthThatNoFrameHasPutsTheStreamInDoubtForGood(int length) {
        inDoubt(ByteBuffer.allocate(300).putShort(4, (short) length).array());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 65535})
    void anotherProtocolPutsTheStreamInDoubtForGood(int protocol) {
        inDoubt(ByteBuffer.allocate(300)
                .putShort(2, (short) protocol)
                .putShort(4, (short) 6)
                .array());
    }

    @Test
    void doubtRisesWithTheHeaderAndNotBefore() {
        MbapParser parser = new MbapParser();
        assertThat(parser.next(Hex.buffer("00 01 00 00 00"))).isFalse();
        assertThat(parser.midFrame()).isTrue();
        ByteBuffer last = Hex.buffer("01");
        assertThatThrownBy(() -> parser.next(last)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void theLongestFrameFits() {
        byte[] frame = new byte[Mbap.MAX_LENGTH];
        frame[5] = (byte) 254;
        Arrays.fill(frame, 7, frame.length, (byte) 0x55);
        MbapParser parser = new MbapParser();
        assertThat(parser.next(ByteBuffer.wrap(frame, 0, 259))).isFalse();
        assertThat(parser.next(ByteBuffer.wrap(frame, 259, 1))).isTrue();
        assertThat(parser.pdu().remaining()).isEqualTo(253);
        assertThat(parser.midFrame()).isFalse();
    }

    @Test
    void encodedFramesAreFoundAgain() {
        ByteBuffer wire = ByteBuffer.allocate(600).position(3);
        Request request = new Request.ReadHoldingRegisters(40000, 125);
        Response response = new Response.ReadRegisters(3, Words.of(new int[125]));
        Mbap.encode(0xfffe, 0xf0, request, wire);
        Mbap.encode(7, 255, response, wire);
        MbapParser parser = new MbapParser();
        wire.flip().position(3);
        assertThat(parser.next(wire)).isTrue();
        assertThat(parser.transaction()).isEqualTo(0xfffe);
        assertThat(parser.unit()).isEqualTo(0xf0);
        assertThat(Pdu.decodeRequest(parser.pdu())).isEqualTo(request);
        assertThat(parser.next(wire)).isTrue();
        assertThat(parser.transaction()).isEqualTo(7);
        assertThat(parser.unit()).isEqualTo(255);
        assertThat(Pdu.decodeResponse(parser.pdu(), request)).isEqualTo(response);
        assertThat(parser.next(wire)).isFalse();
    }

    private static void feed(MbapParser parser, ByteBuffer chunk, List<String> found) {
        while (parser.next(chunk)) {
            found.add(parser.transaction() + " " + parser.unit() + " " + Hex.of(parser.pdu()));
        }
        if (chunk.hasRemaining()) {
            throw new AssertionError("input left over");
        }
    }

    private static void inDoubt(byte[] stream) {
        for (int first = 0; first < 6; first++) {
            MbapParser parser = new MbapParser();
            assertThat(parser.next(ByteBuffer.wrap(stream, 0, first))).isFalse();
            ByteBuffer rest = ByteBuffer.wrap(stream, first, stream.length - first);
            assertThatThrownBy(() -> parser.next(rest)).isInstanceOf(ProtocolException.class);
            ByteBuffer good = ByteBuffer.wrap(TWO);
            assertThatThrownBy(() -> parser.next(good)).isInstanceOf(ProtocolException.class);
        }
    }
}
