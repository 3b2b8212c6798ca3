package io.polymeter.modbus;

import static io.polymeter.modbus.ExceptionCode.ILLEGAL_DATA_ADDRESS;
import static io.polymeter.modbus.ExceptionCode.ILLEGAL_DATA_VALUE;
import static io.polymeter.modbus.ExceptionCode.ILLEGAL_FUNCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every edge of every range, from both sides.
class RequestRangesTest {

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 2000", "3, 125", "4, 125"})
    void aReadTakesOneToItsMostAndEndsAtAddress65535(int function, int most) {
        accepted(read(function, 0, 1));
        accepted(read(function, 0, most));
        accepted(read(function, 65535, 1));
        accepted(read(function, 65536 - most, most));
        refused(ILLEGAL_DATA_VALUE, read(function, 0, 0));
        refused(ILLEGAL_DATA_VALUE, read(function, 0, most + 1));
        refused(ILLEGAL_DATA_VALUE, read(function, 0, 65535));
        refused(ILLEGAL_DATA_ADDRESS, read(function, 65535, 2));
        refused(ILLEGAL_DATA_ADDRESS, read(function, 65537 - most, most));
        refused(ILLEGAL_DATA_VALUE, read(function, 65535, most + 1));
    }

    @ParameterizedTest
    @CsvSource({"15, 1968", "16, 123"})
    void aMultipleWriteTakesOneToItsMostAndEndsAtAddress65535(int function, int most) {
        accepted(write(function, 0, 1));
        accepted(write(function, 0, most));
        accepted(write(function, 65535, 1));
        accepted(write(function, 65536 - most, most));
        refused(ILLEGAL_DATA_VALUE, write(function, 0, 0));
        refused(ILLEGAL_DATA_VALUE, write(function, 0, most + 1));
        refused(ILLEGAL_DATA_ADDRESS, write(function, 65535, 2));
        refused(ILLEGAL_DATA_ADDRESS, write(function, 65537 - most, most));
    }

    @Test
    void aReadWriteHasTwoRangesOfItsOwn() {
        accepted(readWrite(0, 1, 0, 1));
        accepted(readWrite(65411, 125, 65415, 121));
        refused(ILLEGAL_DATA_VALUE, readWrite(0, 0, 0, 1));
        refused(ILLEGAL_DATA_VALUE, readWrite(0, 126, 0, 1));
        refused(ILLEGAL_DATA_VALUE, readWrite(0, 1, 0, 0));
        refused(ILLEGAL_DATA_VALUE, readWrite(0, 1, 0, 122));
        refused(ILLEGAL_DATA_ADDRESS, readWrite(65412, 125, 0, 1));
        refused(ILLEGAL_DATA_ADDRESS, readWrite(0, 1, 65416, 121));
    }

    @Test
    void aCoilIsWrittenOnOrOffOnly() {
        for (int value = 0; value <= 0xffff; value++) {
            ByteBuffer pdu = words(5, 65535, value);
            if (value == 0 || value == 0xff00) {
                accepted(pdu);
            } else {
                refused(ILLEGAL_DATA_VALUE, pdu);
            }
        }
    }

    @Test
    void queryDataHasOneTo125Words() {
        accepted(queryData(2));
        accepted(queryData(250));
        refused(ILLEGAL_DATA_VALUE, queryData(0));
        refused(ILLEGAL_DATA_VALUE, queryData(1));
        refused(ILLEGAL_DATA_VALUE, queryData(249));
        refused(ILLEGAL_DATA_VALUE, queryData(252));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 10, 11, 18, 20, 21, 0x100, 0xffff})
    void otherDiagnosticsAreNoFunctionOfOurs(int sub) {
        refused(ILLEGAL_FUNCTION, words(8, sub, 0));
    }

    @Test
    void onlyDeviceIdentificationIsServedUnderFunction43() {
        for (int type = 0; type < 256; type++) {
            ByteBuffer pdu = ByteBuffer.wrap(new byte[] {43, (byte) type, 1, 0});
            if (type == 14) {
                accepted(pdu);
            } else {
                refused(ILLEGAL_FUNCTION, pdu);
            }
        }
        refused(ILLEGAL_DATA_VALUE, Hex.buffer("2b"));
        refused(ILLEGAL_DATA_VALUE, Hex.buffer("2b 0e 00 00"));
        refused(ILLEGAL_DATA_VALUE, Hex.buffer("2b 0e 05 00"));
        accepted(Hex.buffer("2b 0e 04 ff"));
    }

    @Test
    void everyUnservedFunctionCodeIsRefusedAsSuch() {
        for (int function = 0; function < 256; function++) {
            boolean served = switch (function) {
                case 1, 2, 3, 4, 5, 6, 8, 15, 16, 22, 23, 43 -> true;
                default -> false;
            };
            if (!served) {
                PduException refusal = refused(ILLEGAL_FUNCTION, words(function, 0, 1));
                assertThat(refusal.functionCode()).isEqualTo(function);
                assertThat(Hex.of(refusal.refusal())).isEqualTo(Hex.of(new byte[] {(byte) (function | 0x80), 1}));
            }
        }
        refused(ILLEGAL_FUNCTION, ByteBuffer.allocate(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00 13 00 13",
                "02 00 c4 00 16",
                "03 00 6b 00 03",
                "04 00 08 00 01",
                "05 00 ac ff 00",
                "06 00 01 00 03",
                "0f 00 13 00 0a 02 cd 01",
                "10 00 01 00 02 04 00 0a 01 02",
                "16 00 04 00 f2 00 25",
                "17 00 03 00 06 00 0e 00 03 06 00 ff 00 ff 00 ff",
                "2b 0e 01 00"
            })
    void anyOtherLengthIsRefused(String hex) {
        byte[] whole = Hex.bytes(hex);
        accepted(ByteBuffer.wrap(whole));
        for (int length = 1; length < whole.length; length++) {
            refused(ILLEGAL_DATA_VALUE, ByteBuffer.wrap(whole, 0, length));
        }
        refused(ILLEGAL_DATA_VALUE, ByteBuffer.wrap(Hex.join(whole, new byte[1])));
        refused(ILLEGAL_DATA_VALUE, ByteBuffer.wrap(Hex.join(whole, new byte[2])));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0f 00 13 00 0a %02x cd 01", "10 00 01 00 01 %02x 00 0a"})
    void aByteCountThatIsNotTheQuantitysIsRefused(String pattern) {
        for (int count = 0; count < 256; count++) {
            ByteBuffer pdu = Hex.buffer(pattern.formatted(count));
            if (count == 2) {
                accepted(pdu);
            } else {
                refused(ILLEGAL_DATA_VALUE, pdu);
            }
        }
    }

    private static void accepted(ByteBuffer pdu) {
        ByteBuffer again = ByteBuffer.allocate(Pdu.MAX_LENGTH);
        Pdu.encode(Pdu.decodeRequest(pdu.duplicate()), again);
        assertThat(again.flip()).isEqualTo(pdu);
    }

    private static PduException refused(ExceptionCode code, ByteBuffer pdu) {
        PduException refusal = catchThrowableOfType(PduException.class, () -> Pdu.decodeRequest(pdu.duplicate()));
        assertThat(refusal).as(Hex.of(pdu)).isNotNull();
        assertThat(refusal.code()).as(Hex.of(pdu)).isEqualTo(code);
        return refusal;
    }

    private static ByteBuffer words(int function, int... words) {
        ByteBuffer pdu = ByteBuffer.allocate(1 + 2 * words.length).put((byte) function);
        for (int word : words) {
            pdu.putShort((short) word);
        }
        return pdu.flip();
    }

    private static ByteBuffer read(int function, int address, int quantity) {
        return words(function, address, quantity);
    }

    private static ByteBuffer write(int function, int address, int quantity) {
        int bytes = function == 15 ? (quantity + 7) / 8 : 2 * quantity;
        return ByteBuffer.allocate(6 + bytes)
                .put((byte) function)
                .putShort((short) address)
                .putShort((short) quantity)
                .put((byte) bytes)
                .clear();
    }

    private static ByteBuffer readWrite(int readAddress, int readQuantity, int writeAddress, int writeQuantity) {
        return ByteBuffer.allocate(10 + 2 * writeQuantity)
                .put(words(23, readAddress, readQuantity, writeAddress, writeQuantity))
                .put((byte) (2 * writeQuantity))
                .clear();
    }

    private static ByteBuffer queryData(int bytes) {
        return ByteBuffer.allocate(3 + bytes).put((byte) 8).clear();
    }
}
