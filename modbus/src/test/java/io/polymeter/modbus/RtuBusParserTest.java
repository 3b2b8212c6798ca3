package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The talk on a bus is followed, not misread.
class RtuBusParserTest {

    private static final byte[] READ = Hex.rtu(1, "03 00 6b 00 03");
    private static final byte[] WRITE = Hex.rtu(1, "06 00 01 00 03");
    private static final String READ_SHOWN = "R1 03 00 6b 00 03";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00 13 00 13",
                "02 00 c4 00 16",
                "03 00 6b 00 03",
                "04 00 08 00 01",
                "05 00 ac ff 00",
                "06 00 01 00 03",
                "08 00 00 a5 37",
                "08 00 0a 00 00",
                "07",
                "0b",
                "0c",
                "11",
                "0f 00 13 00 0a 02 cd 01",
                "10 00 01 00 02 04 00 0a 01 02",
                "14 07 06 00 04 00 01 00 02",
                "16 00 04 00 f2 00 25",
                "17 00 03 00 06 00 0e 00 03 06 00 ff 00 ff 00 ff",
                "18 04 de",
                "2b 0e 01 00"
            })
    void aRequestOfKnownLengthIsShownWithItsLastByteAndNotBefore(String pdu) {
        byte[] frame = Hex.rtu(2, pdu);
        Bus bus = new Bus();
        for (int i = 0; i < frame.length; i++) {
            assertThat(bus.shown).isEmpty();
            bus.feed(ByteBuffer.wrap(frame, i, 1));
        }
        assertThat(bus.shown).containsExactly("R2 " + pdu);
        assertThat(bus.parser.isLatest()).isTrue();
        assertThat(bus.parser.pending()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2a", "41 01 02 03", "2b 0d 00 00", "08 00 00 01 02 03 04 05 06", "64 00"})
    void aRequestOfUnknownLengthIsShownAfterSilence(String pdu) {
        Bus bus = new Bus().drip(Hex.rtu(1, pdu));
        assertThat(bus.shown).isEmpty();
        assertThat(bus.silence().shown).containsExactly("R1 " + pdu);
        assertThat(bus.feed(READ).shown).hasSize(2);
    }

    @Test
    void theLongestWriteIsTaken() {
        byte[] frame = Hex.rtu(1, "10 00 00 00 7b f6" + " 5a".repeat(246));
        assertThat(frame).hasSize(255);
        assertThat(new Bus().feed(frame, READ).shown).hasSize(2).last().isEqualTo(READ_SHOWN);
        byte[] longest = Hex.rtu(1, "10 00 00 00 7b f7" + " 5a".repeat(247));
        assertThat(longest).hasSize(256);
        assertThat(new Bus().drip(longest, READ).shown).hasSize(2).last().isEqualTo(READ_SHOWN);
    }

    @Test
    void joinedFramesAreFoundInEveryPartition() {
        byte[] stream = Hex.join(Hex.rtu(3, "07"), Hex.rtu(3, "07 6d"), READ);
        for (int cuts = 0; cuts < 1 << stream.length - 1; cuts++) {
            Bus bus = new Bus();
            ByteBuffer bytes = ByteBuffer.wrap(stream);
            for (int i = 1; i <= stream.length; i++) {
                if (i == stream.length || (cuts & 1 << i - 1) != 0) {
                    bus.feed(bytes.limit(i));
                }
            }
            if (bus.shown.size() != 3 || !bus.shown.getLast().equals(READ_SHOWN)) {
                assertThat(bus.shown).as(Integer.toBinaryString(cuts)).containsExactly("F3 07", "F3 07 6d", READ_SHOWN);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "01 00 13 00 13,                  01 03 cd 6b 05",
        "02 00 c4 00 16,                  82 02",
        "03 00 6b 00 03,                  03 06 02 2b 00 00 00 64",
        "03 06 6b 00 03,                  83 02",
        "04 00 08 00 01,                  04 02 00 0a",
        "05 00 ac ff 00,                  05 00 ac ff 00",
        "06 00 01 00 03,                  06 00 01 00 03",
        "07,                              07 6d",
        "08 00 0a 00 00,                  08 00 0a 00 00",
        "0b,                              0b ff ff 01 08",
        "0c,                              0c 08 00 00 01 08 01 21 20 00",
        "11,                              11 03 41 42 ff",
        "0f 00 13 00 0a 02 cd 01,         0f 00 13 00 0a",
        "10 00 01 00 02 04 00 0a 01 02,   10 00 01 00 02",
        "14 07 06 00 04 00 01 00 02,      14 06 05 06 0d fe 00 20",
        "16 00 04 00 f2 00 25,            16 00 04 00 f2 00 25",
        "17 00 03 00 01 00 0e 00 01 02 00 ff, 17 02 00 fe",
        "18 04 de,                        18 00 06 00 02 01 b8 12 84",
        "2b 0e 01 00,                     2b 0e 01 01 00 00 01 00 01 41"
    })
    void anotherUnitsDialogueIsFollowedWithoutAnySilence(String asked, String answered) {
        byte[] request = Hex.rtu(7, asked);
        byte[] reply = Hex.rtu(7, answered);
        String[] all = {"F7 " + asked, "F7 " + answered, READ_SHOWN};
        assertThat(new Bus().feed(Hex.join(request, reply, READ)).shown).containsExactly(all);
        assertThat(new Bus().drip(request, reply, READ).shown).containsExactly(all);
        assertThat(new Bus().feed(Hex.join(request, request, READ)).silence().shown)
                .last()
                .isEqualTo(READ_SHOWN);
        assertThat(new Bus().feed(reply).silence().feed(READ).shown).last().isEqualTo(READ_SHOWN);
        Bus bus = new Bus().feed(request, reply, READ);
        assertThat(bus.parser.counters()).isEqualTo(new RtuCounters(1, 2, 0, 0, 0));
    }

    @Test
    void anUnknownDialogueOfOthersDoesNotMakeDeaf() {
        byte[] request = Hex.rtu(7, "65 01 02 03 04 05");
        byte[] reply = Hex.rtu(7, "65 00 00 00 00 00 00 00 00");
        Bus separate = new Bus().feed(request).silence().feed(reply).silence().feed(READ);
        assertThat(separate.shown).hasSize(3).last().isEqualTo(READ_SHOWN);
        Bus joined = new Bus().feed(request, reply, READ).silence();
        assertThat(joined.shown).containsExactly(READ_SHOWN);
    }

    @Test
    void aPayloadOfAnotherUnitThatLooksLikeARequestToUsIsNotAnswered() {
        String inner = Hex.of(WRITE);
        byte[] request = Hex.rtu(7, "03 00 00 00 08");
        byte[] reply = Hex.rtu(7, "03 10 " + inner + " " + inner);
        byte[] write = Hex.rtu(7, "10 00 00 00 08 10 " + inner + " " + inner);
        Bus expected = new Bus().drip(request, reply).silence();
        assertThat(expected.shown).hasSize(2);
        assertThat(new Bus().drip(reply).silence().effective()).isEmpty();
        assertThat(new Bus().drip(write).silence().effective()).isEmpty();
        assertThat(new Bus().feed(Hex.bytes("00"), reply).silence().effective()).isEmpty();
        assertThat(new Bus()
                        .feed(Hex.bytes("ff 55 01"), request, reply)
                        .silence()
                        .effective())
                .isEmpty();
        byte[] unknown = Hex.rtu(7, "65 " + inner + " 00");
        assertThat(new Bus().feed(unknown).silence().effective()).isEmpty();
    }

    @Test
    void anAwaitedAnswerIsTakenWholeEvenIfItBeginsLikeAFrame() {
        byte[] request = Hex.rtu(7, "03 00 00 00 08");
        String beginning = Hex.of(Hex.rtu(7, "03 10 00 00 00"));
        byte[] reply = Hex.rtu(7, beginning.substring(3) + " " + Hex.of(WRITE) + " 00 00 00");
        assertThat(new Bus().drip(request, reply).silence().effective()).isEmpty();
        assertThat(new Bus().feed(Hex.join(request, reply)).silence().effective())
                .isEmpty();
    }

    @Test
    void aRepeatedRequestIsNotMistakenForTheAnswerItAwaits() {
        byte[] request = Hex.rtu(7, "03 06 6b 00 04");
        assertThat(new Bus().drip(request, request).shown).containsExactly("F7 03 06 6b 00 04", "F7 03 06 6b 00 04");
    }

    @Test
    void aRequestThatBeginsLikeAShortAnswerIsWaitedFor() {
        int found = 0;
        for (int unit = 3; unit < 248; unit++) {
            for (int quantity = 1; quantity < 126; quantity++) {
                byte[] request = Hex.rtu(unit, "03 02 %02x 00 %02x".formatted(unit, quantity));
                if (Crc16.of(request, 0, 7) == 0) {
                    found++;
                    assertThat(new Bus().drip(request).shown)
                            .containsExactly("F%d 03 02 %02x 00 %02x".formatted(unit, unit, quantity));
                }
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void aDamagedPayloadOfAnotherUnitThatLooksLikeARequestToUsIsNotAnsweredEither() {
        byte[] reply = Hex.rtu(7, "03 10 " + Hex.of(WRITE) + " 00 00 00 00 00 00 00 00");
        for (int bit = 0; bit < 24; bit++) {
            byte[] damaged = reply.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(new Bus().drip(damaged).silence().effective())
                    .as("bit %d", bit)
                    .isEmpty();
            assertThat(new Bus().feed(damaged).silence().effective())
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }

    @Test
    void noiseBeforeARequestDoesNotMakeDeaf() {
        for (int first = 0; first < 256; first++) {
            byte[] one = {(byte) first};
            assertThat(new Bus().feed(one, READ).silence().effective())
                    .as("%02x", first)
                    .containsExactly(READ_SHOWN);
            assertThat(new Bus().drip(one, READ).silence().effective())
                    .as("%02x", first)
                    .containsExactly(READ_SHOWN);
            for (int second = 0; second < 256; second++) {
                byte[] two = {(byte) first, (byte) second};
                // With the two bytes that leave the CRC at its start value, the whole is a valid frame as well.
                boolean frame = Crc16.of(two, 0, 2) == 0xffff;
                Bus bus = new Bus().feed(Hex.join(two, READ)).silence();
                if (!frame && !bus.effective().equals(java.util.List.of(READ_SHOWN))) {
                    assertThat(bus.effective()).as(Hex.of(two)).containsExactly(READ_SHOWN);
                }
            }
        }
    }

    @Test
    void noiseBehindARequestDoesNotKeepItFromBeingAnswered() {
        Bus bus = new Bus().feed(Hex.join(READ, Hex.bytes("00")));
        assertThat(bus.shown).containsExactly(READ_SHOWN);
        bus.silence().feed(READ);
        assertThat(bus.shown).containsExactly(READ_SHOWN, READ_SHOWN);
    }

    @Test
    void aRequestThatAnotherFrameFollowsIsNotTheLatest() {
        RtuBusParser parser = new RtuBusParser(unit -> unit == 1);
        ByteBuffer both = ByteBuffer.wrap(Hex.join(READ, Hex.rtu(9, "07")));
        assertThat(parser.next(both)).isTrue();
        assertThat(parser.isLatest()).isFalse();
        assertThat(parser.next(both)).isTrue();
        assertThat(parser.isLatest()).isTrue();
    }

    @Test
    void noSingleBitFlipIsShownAndTheNextRequestIs() {
        byte[][] frames = {
            READ,
            WRITE,
            Hex.rtu(1, "10 00 01 00 02 04 00 0a 01 02"),
            Hex.rtu(1, "17 00 03 00 06 00 0e 00 03 06 00 ff 00 ff 00 ff"),
            Hex.rtu(1, "2b 0e 01 00"),
            Hex.rtu(0, "06 00 01 00 03"),
            Hex.rtu(0, "10 00 01 00 02 04 00 0a 01 02"),
            Hex.rtu(7, "03 10 01 06 00 01 00 03 98 0b 00 00 00 00 00 00 00 00")
        };
        for (byte[] frame : frames) {
            for (int bit = 0; bit < 8 * frame.length; bit++) {
                byte[] flipped = frame.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Bus bus = new Bus().drip(flipped).silence();
                assertThat(bus.shown).as("%s bit %d", Hex.of(frame), bit).isEmpty();
                assertThat(bus.feed(READ).shown).containsExactly(READ_SHOWN);
                assertThat(new Bus().feed(Hex.join(flipped, READ)).silence().effective())
                        .as("%s bit %d, joined", Hex.of(frame), bit)
                        .isSubsetOf(READ_SHOWN);
            }
        }
    }

    @Test
    void aTruncatedFrameIsDroppedAndTheNextOneShown() {
        byte[] write = Hex.rtu(1, "10 00 01 00 02 04 00 0a 01 02");
        for (int length = 1; length < write.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(write, length);
            assertThat(new Bus().feed(cut).silence().feed(READ).shown).containsExactly(READ_SHOWN);
            assertThat(new Bus().feed(Hex.join(cut, READ)).silence().shown).containsExactly(READ_SHOWN);
        }
    }

    @Test
    void aBroadcastIsToldFromARequestAndNotTrustedAfterNoise() {
        byte[] broadcast = Hex.rtu(0, "06 00 01 00 03");
        assertThat(new Bus().drip(broadcast, READ).shown).containsExactly("B0 06 00 01 00 03", READ_SHOWN);
        Bus noisy = new Bus().feed(Hex.bytes("55"), broadcast).silence();
        assertThat(noisy.shown).isEmpty();
        assertThat(noisy.parser.counters().dropped()).isEqualTo(1);
    }

    @Test
    void anEchoOfOurOwnRefusalIsNoRequest() {
        assertThat(new Bus().feed(Hex.rtu(1, "83 02")).silence().effective()).isEmpty();
        assertThat(new Bus().feed(Hex.rtu(1, "83 02"), READ).shown).last().isEqualTo(READ_SHOWN);
    }

    @Test
    void endlessNoiseIsSwallowedAndTheRequestAfterItFound() {
        java.util.Random random = new java.util.Random(485);
        byte[] noise = new byte[20_000];
        random.nextBytes(noise);
        Bus bus = new Bus().feed(noise).silence().feed(READ);
        assertThat(bus.effective()).containsExactly(READ_SHOWN);
        Bus joined = new Bus().feed(noise, READ).silence();
        assertThat(joined.effective()).containsExactly(READ_SHOWN);
        Bus zeros = new Bus().feed(new byte[5000]).silence().feed(READ);
        assertThat(zeros.effective()).containsExactly(READ_SHOWN);
    }

    @Test
    void oneDamagedFrameCountsOnce() {
        byte[] damaged = READ.clone();
        damaged[3] ^= 1;
        Bus bus = new Bus().feed(damaged).silence().feed(READ);
        assertThat(bus.parser.counters()).isEqualTo(new RtuCounters(1, 0, 1, 8, 0));
        Bus cut = new Bus().feed(Hex.bytes("01 03 00")).silence();
        assertThat(cut.parser.counters()).isEqualTo(new RtuCounters(0, 0, 0, 3, 1));
    }

    @Test
    void anEncodedFrameHasItsCrcLowByteFirst() {
        ByteBuffer wire = ByteBuffer.allocate(40).position(5);
        Rtu.encode(17, new Request.ReadHoldingRegisters(0x6b, 3), wire);
        Rtu.encode(17, new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS), wire);
        assertThat(Hex.of(wire.flip().position(5))).isEqualTo("11 03 00 6b 00 03 76 87 11 83 02 c1 34");
    }
}
