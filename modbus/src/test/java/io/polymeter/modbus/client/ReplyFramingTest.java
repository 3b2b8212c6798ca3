package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.Crc16;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which bytes are taken for the reply to what is open: [MbapReplies] by ids, [RtuReplies] by their form.
class ReplyFramingTest {

    private static final Request TWO = new Request.ReadHoldingRegisters(100, 2);
    private static final Response ANSWER = new Response.ReadRegisters(3, Words.of(0x0102, 0x0304));
    private static final String PDU = "03 04 01 02 03 04";

    private final LineMemory memory = new LineMemory(0);
    private final ReplyFraming mbap = ReplyFraming.of(ClientSettings.Framing.MBAP, memory);
    private final ReplyFraming rtu = ReplyFraming.of(ClientSettings.Framing.RTU, memory);

    @Test
    void eachFramingWritesItsOwnFrame() {
        assertThat(mbap).isInstanceOf(MbapReplies.class);
        assertThat(rtu).isInstanceOf(RtuReplies.class);
        assertThat(ask(mbap, 0x1234)).isEqualTo("123400000006050300640002");
        assertThat(ask(rtu, 0x1234)).isEqualTo(HexFormat.of().formatHex(serial(5, "03 00 64 00 02")));
    }

    @Test
    void aTcpReplyIsFoundInEveryPartition() throws Exception {
        byte[] frame = bytes("00 07 00 00 00 07 05" + PDU);
        for (int cut = 1; cut < frame.length; cut++) {
            ReplyFraming replies = new MbapReplies(new Deviations());
            replies.connected();
            ask(replies, 7);
            assertThat(replies.next(ByteBuffer.wrap(frame, 0, cut))).isNull();
            assertThat(replies.isOpen()).isEqualTo(cut > 7);
            assertThat(replies.next(ByteBuffer.wrap(frame, cut, frame.length - cut)))
                    .isEqualTo(ANSWER);
        }
    }

    @Test
    void aLateTcpReplyIsDroppedAndCounted() throws Exception {
        ask(mbap, 7);
        mbap.next(ByteBuffer.wrap(bytes("00 07 00 00 00 07 05" + PDU)));
        ask(mbap, 8);
        assertThat(mbap.unanswered()).isTrue();
        ask(mbap, 9);
        assertThat(mbap.next(ByteBuffer.wrap(bytes("00 08 00 00 00 07 05 03 04 ff ff ff ff"))))
                .isNull();
        assertThat(mbap.next(ByteBuffer.wrap(bytes("00 09 00 00 00 07 05" + PDU))))
                .isEqualTo(ANSWER);
        assertThat(mbap.late()).isEqualTo(1);
        assertThat(memory.deviations().list()).containsExactly(new Deviation(Deviation.Kind.LATE_REPLY, 1, 0));
    }

    @Test
    void aTcpReplyWithAnotherIdIsHeldUntilTheNextDeviatesInTheSameWay() throws Exception {
        ask(mbap, 7);
        assertThat(mbap.next(ByteBuffer.wrap(bytes("00 08 00 00 00 07 05" + PDU))))
                .isNull();
        assertThat(mbap.holdsCandidate()).isTrue();
        assertThat(mbap.settle()).isNull();
        ask(mbap, 8);
        assertThat(mbap.next(ByteBuffer.wrap(bytes("00 09 00 00 00 07 05" + PDU))))
                .isNull();
        assertThat(mbap.settle()).isEqualTo(ANSWER);
        assertThat(memory.deviations().list()).containsExactly(new Deviation(Deviation.Kind.OTHER_TRANSACTION, 1, 1));
        assertThat(mbap.formOnly()).isFalse();
    }

    @Test
    void aTcpReplyWithTooFewRegistersIsTheReplyButDoesNotFit() {
        ask(mbap, 7);
        assertThatExceptionOfType(UnfitReplyException.class)
                .isThrownBy(() -> mbap.next(ByteBuffer.wrap(bytes("00 07 00 00 00 05 05 03 02 01 02"))));
    }

    @Test
    void whatIsNoModbusTcpEndsTheConnectionAndSaysWhatItLooksLike() {
        ask(mbap, 7);
        ByteBuffer noise = ByteBuffer.allocate(2_000);
        while (noise.hasRemaining()) {
            noise.put((byte) 0x55);
        }
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> mbap.next(noise.flip()));
        assertThat(String.valueOf(mbap.instead())).contains("rtu+tcp");
    }

    @Test
    void bytesThatNobodyAskedForAreSurplusOnlyWhereIdsTellRepliesApart() throws Exception {
        byte[] frame = bytes("00 07 00 00 00 07 05" + PDU);
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> mbap.unasked(ByteBuffer.wrap(frame)));
        ask(mbap, 7);
        mbap.next(ByteBuffer.wrap(frame));
        mbap.unasked(ByteBuffer.wrap(frame));
        assertThat(memory.deviations().list())
                .containsExactly(new Deviation(Deviation.Kind.SURPLUS_BYTES, 1, frame.length));
    }

    @Test
    void theEchoOfASerialRequestIsPassedOver() throws Exception {
        String sent = ask(rtu, 1);
        assertThat(rtu.next(ByteBuffer.wrap(HexFormat.of().parseHex(sent)))).isNull();
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isEqualTo(ANSWER);
        assertThat(memory.deviations().list()).containsExactly(new Deviation(Deviation.Kind.ECHO, 1, 0));
    }

    @Test
    void twoSerialRepliesToOneRequestAreOneTooManyUnlessTheySayTheSame() throws Exception {
        ask(rtu, 1);
        ByteBuffer same = ByteBuffer.allocate(40).put(serial(5, PDU)).put(serial(5, PDU));
        assertThat(rtu.next(same.flip())).isEqualTo(ANSWER);
        assertThat(memory.deviations().list()).contains(new Deviation(Deviation.Kind.SURPLUS_BYTES, 1, 9));
        ask(rtu, 1);
        ByteBuffer other = ByteBuffer.allocate(40).put(serial(5, PDU)).put(serial(5, "03 04 01 02 03 05"));
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> rtu.next(other.flip()));
    }

    @Test
    void aCopyOfASerialReplyIsNotTakenForTheReplyToAnotherRequest() throws Exception {
        Request others = new Request.ReadHoldingRegisters(200, 2);
        byte[] reply = serial(5, "03 04 09 09 09 09");
        ask(rtu, 1);
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isEqualTo(ANSWER);
        rtu.ask(2, 5, others, ByteBuffer.allocate(ReplyFraming.BUFFER));
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isNull();
        assertThat(rtu.holdsCandidate()).isTrue();
        assertThat(rtu.next(ByteBuffer.wrap(reply))).isEqualTo(new Response.ReadRegisters(3, Words.of(0x0909, 0x0909)));
        assertThat(rtu.holdsCandidate()).isFalse();
        // Both at once.
        rtu.ask(3, 5, new Request.ReadHoldingRegisters(300, 2), ByteBuffer.allocate(ReplyFraming.BUFFER));
        ByteBuffer both = ByteBuffer.allocate(40).put(reply).put(serial(5, "03 04 08 08 08 08"));
        assertThat(rtu.next(both.flip())).isEqualTo(new Response.ReadRegisters(3, Words.of(0x0808, 0x0808)));
        // Two copies of different replies, and nothing else: nobody knows.
        rtu.ask(4, 5, new Request.ReadHoldingRegisters(400, 2), ByteBuffer.allocate(ReplyFraming.BUFFER));
        assertThat(rtu.next(ByteBuffer.wrap(reply))).isNull();
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isNull();
        assertThat(rtu.settle()).isNull();
    }

    @Test
    void registersThatHaveTheSameWordsIndeedAreBelievedOnceNothingElseCame() throws Exception {
        Request others = new Request.ReadHoldingRegisters(200, 2);
        ask(rtu, 1);
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isEqualTo(ANSWER);
        rtu.ask(2, 5, others, ByteBuffer.allocate(ReplyFraming.BUFFER));
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isNull();
        assertThat(rtu.settle()).isEqualTo(ANSWER);
        rtu.ask(3, 5, others, ByteBuffer.allocate(ReplyFraming.BUFFER));
        assertThat(rtu.next(ByteBuffer.wrap(serial(5, PDU)))).isEqualTo(ANSWER);
    }

    @Test
    void noiseBehindASerialReplyIsSurplus() throws Exception {
        ask(rtu, 1);
        ByteBuffer in = ByteBuffer.allocate(40).put(serial(5, PDU)).put(new byte[6]);
        assertThat(rtu.next(in.flip())).isEqualTo(ANSWER);
        assertThat(memory.deviations().list()).containsExactly(new Deviation(Deviation.Kind.SURPLUS_BYTES, 1, 6));
    }

    @Test
    void aSerialReplyBehindWhatLooksLikeALongerFrameIsFoundWhenTheLineIsSilent() throws Exception {
        ask(rtu, 1);
        // Byte count 4 of the reply to two registers: the real one stands two bytes later.
        ByteBuffer in = ByteBuffer.allocate(40).put(bytes("05 03 04")).put(serial(5, PDU));
        Response found = rtu.next(in.flip());
        assertThat(found != null ? found : rtu.silence()).isEqualTo(ANSWER);
        assertThat(memory.deviations().list()).isNotEqualTo(List.of());
    }

    /// Two times the same other unit, each with what was asked for: the device answers in that name.
    @Test
    void aSerialDeviceMayAnswerInAnotherName() throws Exception {
        for (int i = 0; i < 2; i++) {
            ask(rtu, 1);
            assertThat(rtu.next(ByteBuffer.wrap(serial(6, PDU)))).isNull();
            assertThat(rtu.unanswered()).isTrue();
        }
        ask(rtu, 1);
        assertThat(rtu.next(ByteBuffer.wrap(serial(6, PDU)))).isEqualTo(ANSWER);
        assertThat(memory.deviations().list()).contains(new Deviation(Deviation.Kind.OTHER_UNIT, 1, 6));
    }

    private static String ask(ReplyFraming framing, int transaction) {
        ByteBuffer out = ByteBuffer.allocate(ReplyFraming.BUFFER);
        framing.ask(transaction, 5, TWO, out);
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] serial(int unit, String pdu) {
        byte[] body = bytes(pdu);
        ByteBuffer frame = ByteBuffer.allocate(body.length + 3);
        frame.put((byte) unit).put(body);
        int crc = Crc16.of(frame.array(), 0, frame.position());
        return frame.put((byte) crc).put((byte) (crc >> 8)).array();
    }
}
