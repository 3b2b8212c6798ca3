package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the bytes of a PDU are refused, with which exception code, and what is passed on without being understood.
class PduCodecTest {

    @ParameterizedTest
    @CsvSource({
        "'',                         0, ILLEGAL_FUNCTION",
        "07,                         7, ILLEGAL_FUNCTION",
        "03 00 00 00,                3, ILLEGAL_DATA_VALUE",
        "03 00 00 00 01 00,          3, ILLEGAL_DATA_VALUE",
        "03 ff ff 00 02,             3, ILLEGAL_DATA_ADDRESS",
        "05 00 00 00 01,             5, ILLEGAL_DATA_VALUE",
        "05 00 00 ff 01,             5, ILLEGAL_DATA_VALUE",
        "08 00,                      8, ILLEGAL_DATA_VALUE",
        "08 00 01 00 00,             8, ILLEGAL_FUNCTION",
        "08 00 00 01,                8, ILLEGAL_DATA_VALUE",
        "0f 00 00 00 09 01 ff,       15, ILLEGAL_DATA_VALUE",
        "0f 00 00 07 b1 01 ff,       15, ILLEGAL_DATA_VALUE",
        "10 00 00 00 01 02 00,       16, ILLEGAL_DATA_VALUE",
        "10 00 00 00 01 03 00 00 00, 16, ILLEGAL_DATA_VALUE",
        "10 ff ff 00 02 04 00 00 00 00, 16, ILLEGAL_DATA_ADDRESS",
        "17 00 00 00 7e 00 00 00 01 02 00 00, 23, ILLEGAL_DATA_VALUE",
        "17 00 00 00 01 00 00 00 7a 02 00 00, 23, ILLEGAL_DATA_VALUE",
        "17 ff ff 00 02 00 00 00 01 02 00 00, 23, ILLEGAL_DATA_ADDRESS",
        "2b 0d 00 00,                43, ILLEGAL_FUNCTION",
        "2b 0e 01,                   43, ILLEGAL_DATA_VALUE",
    })
    void aBadRequestIsRefusedByItsFunctionAndTheRightCode(String pdu, int function, ExceptionCode code) {
        assertThatExceptionOfType(PduException.class)
                .isThrownBy(() -> RequestDecoder.decode(Hex.buffer(pdu)))
                .satisfies(e -> assertThat(e.functionCode()).isEqualTo(function))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whatIsNotKnownIsPassedOnByteForByteAndNothingElseIs() {
        Request request = RequestDecoder.decodeAny(Hex.buffer("41 01 02 ff"));
        assertThat(request).isEqualTo(new Request.OtherFunction(0x41, Octets.read(Hex.buffer("01 02 ff"))));
        assertThat(Hex.of(request)).isEqualTo("41 01 02 ff");
        assertThatExceptionOfType(PduException.class)
                .isThrownBy(() -> RequestDecoder.decodeAny(Hex.buffer("03 00 00 00 00")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExceptionCode.ILLEGAL_DATA_VALUE));
        for (String impossible : new String[] {"", "00 01", "80 01", "ff"}) {
            assertThatExceptionOfType(PduException.class)
                    .isThrownBy(() -> RequestDecoder.decodeAny(Hex.buffer(impossible)));
        }
    }

    @Test
    void octetsAreComparedByTheirBytesAndTakeAllThatIsLeft() {
        ByteBuffer bytes = Hex.buffer("00 7f 80");
        bytes.get();
        Octets octets = Octets.read(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(octets.count()).isEqualTo(2);
        assertThat(octets).hasToString("7f80").isEqualTo(Octets.read(Hex.buffer("7f 80")));
        assertThat(octets).hasSameHashCodeAs(Octets.read(Hex.buffer("7f 80")));
        assertThat(octets).isNotEqualTo(Octets.read(Hex.buffer("7f 81")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "83",
                "83 02 00",
                "04 02 00 01",
                "03 02 00 01 00",
                "03 04 00 01 00 02",
                "03 02 00",
                "03",
            })
    void aReplyToOneRegisterIsTwoBytesWithTheirCountOrNone(String pdu) {
        Request asked = new Request.ReadHoldingRegisters(7, 1);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ResponseDecoder.decode(Hex.buffer(pdu), asked));
    }

    @Test
    void refusalsKeepTheirCodeWhetherTheSpecificationHasItOrNot() {
        Request asked = new Request.ReadHoldingRegisters(7, 1);
        assertThat(ResponseDecoder.decode(Hex.buffer("83 0b"), asked))
                .isEqualTo(new Response.Refusal(3, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND));
        assertThat(ResponseDecoder.decode(Hex.buffer("83 f0"), asked)).isEqualTo(new Response.VendorRefusal(3, 0xf0));
    }

    @ParameterizedTest
    @CsvSource({
        "2b 0e 01 00, 2b 0e 02 01 00 00 00, category",
        "2b 0e 01 00, 2b 0e 01 01 01 00 00, more-follows",
        "2b 0e 01 00, 2b 0e 01 01 00 00 02 00 01 41 00 01 42, twice",
        "2b 0e 01 00, 2b 0e 01 01 00 00 01 00 05 41, cut short",
        "2b 0e 04 02, 2b 0e 04 81 00 00 01 03 01 41, object 2",
        "08 00 00 a5 37, 08 00 00 a5 38, echo",
        "16 00 04 00 f2 00 25, 16 00 04 00 f2 00 26, or mask",
        "06 00 01 00 03, 06 00 02 00 03, address",
        "10 00 01 00 01 02 00 00, 10 00 01 00 02, value",
    })
    void aReplyThatBelongsToAnotherRequestIsRefusedAndSaysWhy(String asked, String answered, String why) {
        Request request = RequestDecoder.decode(Hex.buffer(asked));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ResponseDecoder.decode(Hex.buffer(answered), request))
                .withMessageContaining(why);
    }

    @Test
    void noReplyIsLongerThanAnyPdu() {
        Request asked = new Request.OtherFunction(0x41, Octets.read(Hex.buffer("")));
        ByteBuffer longest = ByteBuffer.allocate(Pdu.MAX_LENGTH).put(0, (byte) 0x41);
        assertThat(ResponseDecoder.decode(longest, asked).functionCode()).isEqualTo(0x41);
        ByteBuffer longer = ByteBuffer.allocate(Pdu.MAX_LENGTH + 1).put(0, (byte) 0x41);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ResponseDecoder.decode(longer, asked))
                .withMessageContaining("254 bytes");
    }

    /// What the encoder writes, the decoder reads; each number has a place of its own.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00 13 00 25",
                "02 12 34 07 d0",
                "03 ff fe 00 02",
                "04 00 00 00 7d",
                "05 01 02 ff 00",
                "05 01 02 00 00",
                "06 01 02 03 04",
                "08 00 00 01 02 03 04",
                "0f 00 13 00 0a 02 cd 01",
                "10 00 01 00 02 04 00 0a 01 02",
                "16 00 04 00 f2 00 25",
                "17 00 03 00 06 00 0e 00 01 02 00 ff",
                "2b 0e 04 80",
            })
    void aRequestIsWrittenAsItWasRead(String pdu) {
        ByteBuffer out = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        PduEncoder.encode(RequestDecoder.decode(Hex.buffer(pdu)), out);
        assertThat(Hex.of(out.flip())).isEqualTo(pdu);
    }

    @Test
    void aRefusalIsTheFunctionWithItsHighBitAndTheCode() {
        ByteBuffer out = ByteBuffer.allocate(4);
        PduEncoder.encode(new Response.Refusal(16, ExceptionCode.SERVER_DEVICE_BUSY), out);
        PduEncoder.encode(new Response.VendorRefusal(3, 0xf0), out);
        assertThat(Hex.of(out.flip())).isEqualTo("90 06 83 f0");
    }
}
