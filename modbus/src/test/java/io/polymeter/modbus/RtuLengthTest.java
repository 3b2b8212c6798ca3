package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lengths include unit id and CRC; the bytes begin with the unit id, and stand behind one that is not looked at.
class RtuLengthTest {

    @ParameterizedTest
    @CsvSource({
        "01 00, -2",
        "01 03, 8",
        "01 06, 8",
        "01 07, 4",
        "01 11, 4",
        "01 08 00, 0",
        "01 08 00 00, -1",
        "01 08 00 01, 8",
        "01 10 00 00 00 01, 0",
        "01 10 00 00 00 01 02, 11",
        "01 10 00 00 00 01 00, -2",
        "01 10 00 00 00 7b f6, 255",
        "01 10 00 00 00 7b f7, 256",
        "01 10 00 00 00 7b f8, -2",
        "01 0f 00 00 00 08 01, 10",
        "01 14 07, 12",
        "01 16, 10",
        "01 17 00 00 00 01 00 00 00 01 02, 15",
        "01 18, 6",
        "01 2b, 0",
        "01 2b 0e, 7",
        "01 2b 0d, -1",
        "01 7f, -1",
        "01 80, -2",
        "01 41, -1",
        "01 83, -2",
    })
    void aRequestsFirstBytesTellItsLength(String frame, int length) {
        byte[] bytes = Hex.bytes("ee" + frame);
        assertThat(RtuLength.request(bytes, 1, bytes.length - 1)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "01 00, -2",
        "01 80, -2",
        "01 83, 5",
        "01 03, 0",
        "01 03 02, 7",
        "01 03 03, -2",
        "01 03 00, -2",
        "01 01 03, 8",
        "01 03 fa, 255",
        "01 05, 8",
        "01 07, 5",
        "01 16, 10",
        "01 18 00, 0",
        "01 18 00 04, 10",
        "01 18 01 00, -2",
        "01 2b 0e 01 01 00 00, 0",
        "01 2b 0e 01 01 00 00 00, 10",
        "01 2b 0e 01 01 00 00 01, 0",
        "01 2b 0e 01 01 00 00 01 00 03, 15",
        "01 2b 0e 01 01 00 00 01 00 ff, -2",
        "01 2b 0d, -1",
        "01 41, -1",
    })
    void aReplysFirstBytesTellItsLength(String frame, int length) {
        byte[] bytes = Hex.bytes("ee" + frame);
        assertThat(RtuLength.reply(bytes, 1, bytes.length - 1)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "01 10 00 00 00 02 04, false",
        "01 10 00 00 00 02 05, true",
        "01 10 00 00 00 02, false",
        "01 10 00 00 01 00 00, true",
        "01 10 00 01 00 7b f6, false",
        "01 0f 00 00 00 09 02, false",
        "01 0f 00 00 00 09 01, true",
        "01 17 00 00 00 01 00 00 00 03 06, false",
        "01 17 00 00 00 01 00 00 00 03 02, true",
        "01 03 00 00 00 02 09, false",
    })
    void onlyAWriteOfSeveralItemsCanBeMiscounted(String frame, boolean miscounted) {
        byte[] bytes = Hex.bytes("ee" + frame);
        assertThat(RtuLength.isMiscounted(bytes, 1, bytes.length - 1)).isEqualTo(miscounted);
    }

    @ParameterizedTest
    @CsvSource({
        "01 01 00 00 00 09, 7",
        "01 02 00 00 00 08, 6",
        "01 03 00 00 00 02, 9",
        "01 04 00 00 00 7d, 255",
        "01 01 07 d0 07 d0, 255",
        "01 17 00 00 00 05, 15",
        "01 06 00 00 00 05, -1",
    })
    void theReplyToAReadIsAsLongAsWhatIsAsked(String frame, int length) {
        assertThat(RtuLength.replyTo(Hex.bytes("ee" + frame), 1)).isEqualTo(length);
    }
}
