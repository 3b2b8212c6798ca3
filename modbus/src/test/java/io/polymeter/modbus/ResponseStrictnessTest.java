package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A reply always belongs to its request, or it is none.
class ResponseStrictnessTest {

    @ParameterizedTest
    @CsvSource({
        "01 00 13 00 13,                  01 03 cd 6b 05",
        "02 00 c4 00 16,                  02 03 ac db 35",
        "03 00 6b 00 03,                  03 06 02 2b 00 00 00 64",
        "04 00 08 00 01,                  04 02 00 0a",
        "05 00 ac ff 00,                  05 00 ac ff 00",
        "06 00 01 00 03,                  06 00 01 00 03",
        "08 00 00 a5 37,                  08 00 00 a5 37",
        "0f 00 13 00 0a 02 cd 01,         0f 00 13 00 0a",
        "10 00 01 00 02 04 00 0a 01 02,   10 00 01 00 02",
        "16 00 04 00 f2 00 25,            16 00 04 00 f2 00 25",
        "17 00 03 00 01 00 0e 00 01 02 00 ff, 17 02 00 fe",
        "2b 0e 01 00,                     2b 0e 01 01 00 00 01 00 01 41",
        "2b 0e 04 07,                     2b 0e 04 83 00 00 01 07 02 41 42"
    })
    void anyOtherLengthFunctionOrCountIsNoAnswer(String asked, String answered) {
        Request request = Pdu.decodeRequest(Hex.buffer(asked));
        byte[] whole = Hex.bytes(answered);
        assertThat(Hex.of(Pdu.decodeResponse(Hex.buffer(answered), request))).isEqualTo(answered);
        for (int length = 0; length < whole.length; length++) {
            refused(java.util.Arrays.copyOf(whole, length), request);
        }
        refused(Hex.join(whole, new byte[1]), request);
        refused(Hex.join(whole, new byte[2]), request);
        for (int function = 0; function < 256; function++) {
            if (function != (whole[0] & 0xff)) {
                byte[] other = whole.clone();
                other[0] = (byte) function;
                refused(other, request);
            }
        }
        for (int count = 0; count < 256; count++) {
            if (count != (whole[1] & 0xff)) {
                byte[] other = whole.clone();
                other[1] = (byte) count;
                refused(other, request);
            }
        }
    }

    @Test
    void noAnswerIsLongerThanAnyPdu() {
        Request request = Pdu.decodeRequest(Hex.buffer("2b 0e 01 00"));
        byte[] text = new byte[245];
        refused(Hex.join(Hex.bytes("2b 0e 01 01 00 00 01 00 f5"), text), request);
        byte[] fits = java.util.Arrays.copyOf(text, 244);
        assertThat(Pdu.decodeResponse(
                        java.nio.ByteBuffer.wrap(Hex.join(Hex.bytes("2b 0e 01 01 00 00 01 00 f4"), fits)), request))
                .isInstanceOf(Response.DeviceIdentification.class);
    }

    @ParameterizedTest
    @CsvSource({
        "05 00 ac ff 00,                05 00 ac ff 00",
        "06 00 01 00 03,                06 00 01 00 03",
        "08 00 00 a5 37,                08 00 00 a5 37",
        "0f 00 13 00 0a 02 cd 01,       0f 00 13 00 0a",
        "10 00 01 00 02 04 00 0a 01 02, 10 00 01 00 02",
        "16 00 04 00 f2 00 25,          16 00 04 00 f2 00 25"
    })
    void anEchoWithAnyBitChangedIsNoAnswer(String asked, String answered) {
        Request request = Pdu.decodeRequest(Hex.buffer(asked));
        byte[] whole = Hex.bytes(answered);
        for (int bit = 8; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused(flipped, request);
        }
    }

    @Test
    void everyExceptionNumberIsRepresented() {
        Request request = new Request.WriteSingleRegister(1, 2);
        for (int number = 0; number < 256; number++) {
            String hex = "86 %02x".formatted(number);
            Response response = Pdu.decodeResponse(Hex.buffer(hex), request);
            assertThat(Hex.of(response)).isEqualTo(hex);
            ExceptionCode code = ExceptionCode.of(number);
            assertThat(response)
                    .isEqualTo(code == null ? new Response.VendorRefusal(6, number) : new Response.Refusal(6, code));
        }
        refused(Hex.bytes("86"), request);
        refused(Hex.bytes("86 02 00"), request);
        refused(Hex.bytes("83 02"), request);
        refused(Hex.bytes("80 04"), request);
    }

    @Test
    void aDeviceIdentificationOfAnotherKindIsNoAnswer() {
        Request one = new Request.ReadDeviceIdentification(4, 1);
        refused(Hex.bytes("2b 0e 04 83 00 00 01 02 01 41"), one);
        refused(Hex.bytes("2b 0e 04 83 00 00 02 01 01 41 02 01 42"), one);
        refused(Hex.bytes("2b 0e 04 83 00 00 00"), one);
        Request basic = new Request.ReadDeviceIdentification(1, 0);
        refused(Hex.bytes("2b 0d 01 01 00 00 01 00 01 41"), basic);
        refused(Hex.bytes("2b 0e 02 01 00 00 01 00 01 41"), basic);
        refused(Hex.bytes("2b 0e 01 01 01 00 01 00 01 41"), basic);
        refused(Hex.bytes("2b 0e 01 01 00 00 02 00 01 41 00 01 42"), basic);
        refused(Hex.bytes("2b 0e 01 01 00 00 02 00 01 41"), basic);
        refused(Hex.bytes("2b 0e 01 01 00 00 01 00 ff 41"), basic);
    }

    @Test
    void aResponseThatNoWireCanCarryIsNotMade() {
        refusedToMake(() -> new Response.ReadRegisters(3, Words.of()));
        refusedToMake(() -> new Response.ReadRegisters(3, Words.of(new int[126])));
        refusedToMake(() -> new Response.ReadRegisters(6, Words.of(1)));
        refusedToMake(() -> new Response.ReadBits(1, Bits.of()));
        refusedToMake(() -> new Response.ReadBits(2, Bits.of(new boolean[2001])));
        refusedToMake(() -> new Response.ReadBits(3, Bits.of(true)));
        refusedToMake(() -> new Response.WriteSingleCoil(65536, true));
        refusedToMake(() -> new Response.WriteSingleRegister(0, 65536));
        refusedToMake(() -> new Response.ReturnQueryData(Words.of()));
        refusedToMake(() -> new Response.WriteMultiple(16, 65535, 2));
        refusedToMake(() -> new Response.WriteMultiple(16, 0, 124));
        refusedToMake(() -> new Response.WriteMultiple(15, 0, 1969));
        refusedToMake(() -> new Response.WriteMultiple(6, 0, 1));
        refusedToMake(() -> new Response.MaskWriteRegister(0, -1, 0));
        refusedToMake(() -> new Response.Refusal(128, ExceptionCode.ILLEGAL_FUNCTION));
        refusedToMake(() -> new Response.VendorRefusal(3, 2));
        refusedToMake(() -> new Response.DeviceIdentification(5, 1, 0, false, new TreeMap<>()));
    }

    private static void refusedToMake(org.assertj.core.api.ThrowableAssert.ThrowingCallable make) {
        assertThatIllegalArgumentException().isThrownBy(make);
    }

    private static void refused(byte[] answer, Request request) {
        assertThatThrownBy(() -> Pdu.decodeResponse(java.nio.ByteBuffer.wrap(answer), request))
                .as(Hex.of(answer))
                .isInstanceOf(ProtocolException.class);
    }
}
