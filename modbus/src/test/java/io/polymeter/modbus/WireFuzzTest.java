package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Seeded random PDUs and streams: what is encoded is decoded, what is decoded is encoded, nothing else gets
/// through.
class WireFuzzTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyPduSurvivesTheWire(long seed) {
        Random random = new Random(seed);
        PduGenerator generator = new PduGenerator(random);
        ByteBuffer wire = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        for (int i = 0; i < 4000; i++) {
            Request request = generator.request();
            Pdu.encode(request, wire.clear());
            Request decoded = Pdu.decodeRequest(wire.flip());
            assertThat(wire.hasRemaining()).isFalse();
            same(request, decoded);
            Response response = generator.answer(request);
            Pdu.encode(response, wire.clear());
            same(response, Pdu.decodeResponse(wire.flip(), request));
            assertThat(wire.hasRemaining()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void damagedPdusAreRefusedOrMeanWhatTheySay(long seed) {
        Random random = new Random(seed);
        PduGenerator generator = new PduGenerator(random);
        ByteBuffer wire = ByteBuffer.allocate(300);
        ByteBuffer again = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        for (int i = 0; i < 20_000; i++) {
            Request request = generator.request();
            Pdu.encode(request, wire.clear());
            damage(wire, random);
            try {
                Pdu.encode(Pdu.decodeRequest(wire.rewind()), again.clear());
                if (wire.get(0) != 15) { // Padding bits of coils are cleared.
                    same(wire.rewind(), again.flip());
                }
            } catch (PduException refused) {
                same(wire.limit() == 0 ? 0 : wire.get(0) & 0xff, refused.functionCode());
            }
            Pdu.encode(generator.answer(request), wire.clear());
            damage(wire, random);
            try {
                Pdu.encode(Pdu.decodeResponse(wire.rewind(), request), again.clear());
                same(wire.limit(), again.position());
            } catch (ProtocolException refused) {
                assertThat(refused).hasMessageContaining("answer");
            }
        }
    }

    /// A master talks with units 1 and 2 (ours), 7 and 8, each frame right, the line silent now and then.
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void aCleanBusIsFollowedInAnyChunks(long seed) {
        Random random = new Random(seed);
        PduGenerator generator = new PduGenerator(random);
        for (int round = 0; round < 150; round++) {
            Bus bus = new Bus();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Request request = generator.request();
                int unit = List.of(1, 2, 7, 8).get(random.nextInt(4));
                ByteBuffer wire = ByteBuffer.allocate(2 * Rtu.MAX_LENGTH);
                Rtu.encode(unit, request, wire);
                expected.add((unit < 3 ? "R" : "F") + unit + " " + Hex.of(request));
                if (unit > 2) {
                    Response response = generator.answer(request);
                    Rtu.encode(unit, response, wire);
                    expected.add("F" + unit + " " + Hex.of(response));
                }
                chunks(bus, wire.flip(), random);
                // Nothing tells the end of query data but silence, of which a master keeps enough before it goes on.
                if (random.nextInt(4) == 0 || request instanceof Request.ReturnQueryData) {
                    bus.silence();
                }
            }
            bus.silence();
            assertThat(bus.effective())
                    .isEqualTo(expected.stream()
                            .filter(frame -> !frame.startsWith("F"))
                            .toList());
        }
    }

    /// The same with damage: what has an effect was sent, in this order; and the bus is followed again after
    /// silence.
    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12, 13})
    void aNoisyBusCausesNothingThatWasNotSent(long seed) {
        Random random = new Random(seed);
        PduGenerator generator = new PduGenerator(random);
        Bus bus = new Bus();
        for (int round = 0; round < 1500; round++) {
            bus.shown.clear();
            ByteBuffer wire = ByteBuffer.allocate(2 * Rtu.MAX_LENGTH + 20);
            Request request = generator.request();
            int unit = 1 + random.nextInt(3);
            Rtu.encode(unit, request, wire);
            if (unit > 2) {
                Rtu.encode(unit, generator.answer(request), wire);
            }
            damage(wire, random);
            chunks(bus, wire, random);
            bus.silence();
            assertThat(bus.effective()).isSubsetOf("R" + unit + " " + Hex.of(request));
            bus.shown.clear();
            assertThat(bus.feed(Hex.rtu(1, "03 00 00 00 02")).shown).containsExactly("R1 03 00 00 00 02");
        }
    }

    private static void chunks(Bus bus, ByteBuffer wire, Random random) {
        while (wire.hasRemaining()) {
            int chunk = Math.min(1 + random.nextInt(100), wire.remaining());
            bus.feed(wire.slice(wire.position(), chunk));
            wire.position(wire.position() + chunk);
        }
    }

    /// Flips, cuts, inserts or overwrites in what was written, then makes it readable.
    private static void damage(ByteBuffer wire, Random random) {
        int length = wire.position();
        int at = wire.arrayOffset() + random.nextInt(length);
        byte[] bytes = wire.array();
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> length = at;
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> {
                System.arraycopy(bytes, at, bytes, at + 1, length - at);
                length++;
            }
            default -> {
                System.arraycopy(bytes, at + 1, bytes, at, length - at - 1);
                length--;
            }
        }
        wire.limit(length).position(0);
    }

    private static void same(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            assertThat(actual).isEqualTo(expected);
        }
    }
}
