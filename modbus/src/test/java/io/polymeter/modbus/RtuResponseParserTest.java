package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtuResponseParserTest {

    private static final Request ASKED = new Request.ReadHoldingRegisters(0x6b, 2);
    private static final byte[] ANSWER = Hex.rtu(5, "03 04 02 2b 00 64");
    private static final Response RIGHT = new Response.ReadRegisters(3, Words.of(0x22b, 100));

    @ParameterizedTest
    @CsvSource({
        "01 00 13 00 13,                  01 03 cd 6b 05",
        "02 00 c4 00 16,                  82 02",
        "03 00 6b 00 03,                  03 06 02 2b 00 00 00 64",
        "04 00 08 00 01,                  04 02 00 0a",
        "04 00 08 00 01,                  84 63",
        "05 00 ac ff 00,                  05 00 ac ff 00",
        "06 00 01 00 03,                  06 00 01 00 03",
        "08 00 00 a5 37 01 02,            08 00 00 a5 37 01 02",
        "0f 00 13 00 0a 02 cd 01,         0f 00 13 00 0a",
        "10 00 01 00 02 04 00 0a 01 02,   10 00 01 00 02",
        "16 00 04 00 f2 00 25,            16 00 04 00 f2 00 25",
        "17 00 03 00 01 00 0e 00 01 02 00 ff, 17 02 00 fe",
        "2b 0e 01 00,                     2b 0e 01 01 00 00 02 00 01 41 01 02 42 43"
    })
    void theAnswerIsThereWithItsLastByteAndNotBefore(String asked, String answered) {
        RtuResponseParser parser = new RtuResponseParser();
        Request request = Pdu.decodeRequest(Hex.buffer(asked));
        parser.expect(5, request);
        byte[] frame = Hex.rtu(5, answered);
        for (int i = 0; i < frame.length - 1; i++) {
            assertThat(parser.next(ByteBuffer.wrap(frame, i, 1))).isNull();
        }
        Response response = parser.next(ByteBuffer.wrap(frame, frame.length - 1, 1));
        assertThat(response).isEqualTo(Pdu.decodeResponse(Hex.buffer(answered), request));
        assertThat(parser.discarded()).isNull();
    }

    @Test
    void theAnswerIsFoundInEveryPartition() {
        for (int cuts = 0; cuts < 1 << ANSWER.length - 1; cuts++) {
            RtuResponseParser parser = asked();
            ByteBuffer bytes = ByteBuffer.wrap(ANSWER);
            Response found = null;
            for (int i = 1; i <= ANSWER.length; i++) {
                if (i == ANSWER.length || (cuts & 1 << i - 1) != 0) {
                    assertThat(found).isNull();
                    found = parser.next(bytes.limit(i));
                }
            }
            assertThat(found).isEqualTo(RIGHT);
        }
    }

    @Test
    void noSingleBitFlipIsAnAnswerAndTheRepetitionIs() {
        for (int bit = 0; bit < 8 * ANSWER.length; bit++) {
            byte[] flipped = ANSWER.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            RtuResponseParser parser = asked();
            assertThat(feed(parser, flipped)).as("bit %d", bit).isNull();
            assertThat(parser.discarded()).isNotNull();
            parser.expect(5, ASKED);
            assertThat(feed(parser, ANSWER)).isEqualTo(RIGHT);
        }
    }

    @Test
    void noiseBeforeTheAnswerDoesNotHideIt() {
        for (int first = 0; first < 256; first++) {
            assertThat(feed(asked(), Hex.join(new byte[] {(byte) first}, ANSWER)))
                    .isEqualTo(RIGHT);
            for (int second = 0; second < 256; second++) {
                byte[] noisy = Hex.join(new byte[] {(byte) first, (byte) second}, ANSWER);
                // The noise that makes, with the first three bytes, the refusal of another unit is such a refusal.
                if (second < 0x81 || Crc16.of(noisy, 0, 5) != 0) {
                    assertThat(feed(asked(), noisy)).as(Hex.of(noisy)).isEqualTo(RIGHT);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6, 03 04 02 2b 00 64",
        "5, 04 04 02 2b 00 64",
        "5, 03 02 02 2b",
        "5, 03 06 02 2b 00 64 00 00",
        "5, 84 02",
        "6, 83 02",
        "5, 06 00 01 00 03"
    })
    void anAnswerToAnotherQuestionIsDiscardedWhole(int unit, String pdu) {
        RtuResponseParser parser = asked();
        assertThat(feed(parser, Hex.rtu(unit, pdu))).isNull();
        assertThat(parser.discarded()).isNotNull();
        assertThat(parser.counters()).isEqualTo(new RtuCounters(0, 1, 0, 0, 0));
        assertThat(feed(parser, ANSWER)).isEqualTo(RIGHT);
        assertThat(feed(asked(), Hex.join(Hex.rtu(unit, pdu), ANSWER))).isEqualTo(RIGHT);
    }

    @Test
    void anAnswerInsideTheAnswerOfAnotherUnitIsNotOurs() {
        byte[] foreign = Hex.rtu(6, "03 0a " + Hex.of(ANSWER) + " 00");
        assertThat(feed(asked(), foreign)).isNull();
    }

    @Test
    void nothingIsAnAnswerBeforeAQuestionOrAfterTheAnswer() {
        RtuResponseParser parser = new RtuResponseParser();
        assertThat(feed(parser, ANSWER)).isNull();
        parser.expect(5, ASKED);
        assertThat(feed(parser, Hex.join(ANSWER, ANSWER))).isEqualTo(RIGHT);
        assertThat(feed(parser, ANSWER)).isNull();
        assertThat(parser.pending()).isFalse();
    }

    @Test
    void whatStandsBehindAnAnswerFoundAtSilenceIsNoise() {
        RtuResponseParser parser = asked();
        byte[] noisy = Hex.join(Hex.bytes("05 01 6b"), ANSWER, Hex.bytes("03 02 02 2b"));
        assertThat(parser.next(ByteBuffer.wrap(noisy))).isNull();
        assertThat(parser.silence()).isEqualTo(RIGHT);
        assertThat(parser.pending()).isFalse();
        assertThat(parser.counters()).isEqualTo(new RtuCounters(1, 0, 0, 7, 1));
    }

    @Test
    void theEchoOfAReadRequestIsSkipped() {
        ByteBuffer echo = ByteBuffer.allocate(8);
        Rtu.encode(5, ASKED, echo);
        assertThat(feed(asked(), Hex.join(echo.array(), ANSWER))).isEqualTo(RIGHT);
    }

    @Test
    void aTruncatedAnswerEndsWithSilence() {
        for (int length = 1; length < ANSWER.length; length++) {
            RtuResponseParser parser = asked();
            assertThat(parser.next(ByteBuffer.wrap(ANSWER, 0, length))).isNull();
            assertThat(parser.pending()).isTrue();
            assertThat(parser.silence()).isNull();
            assertThat(parser.pending()).isFalse();
            assertThat(String.valueOf(parser.discarded())).isEqualTo("cut short by silence");
            assertThat(parser.next(ByteBuffer.wrap(ANSWER))).isEqualTo(RIGHT);
        }
    }

    private static RtuResponseParser asked() {
        RtuResponseParser parser = new RtuResponseParser();
        parser.expect(5, ASKED);
        return parser;
    }

    /// All bytes, then silence.
    private static @Nullable Response feed(RtuResponseParser parser, byte[] bytes) {
        Response response = parser.next(ByteBuffer.wrap(bytes));
        return response != null ? response : parser.silence();
    }
}
