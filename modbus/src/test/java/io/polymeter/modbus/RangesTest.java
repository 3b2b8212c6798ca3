package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, ILLEGAL_DATA_VALUE",
        "0, 126, ILLEGAL_DATA_VALUE",
        "-1, 1, ILLEGAL_DATA_ADDRESS",
        "65536, 1, ILLEGAL_DATA_ADDRESS",
        "65535, 2, ILLEGAL_DATA_ADDRESS",
        "65412, 125, ILLEGAL_DATA_ADDRESS",
        // An address that is wrong comes first, as both are.
        "65536, 0, ILLEGAL_DATA_ADDRESS",
    })
    void aRunOutsideOfTheAddressesOrTooLongIsRefused(int address, int quantity, ExceptionCode code) {
        assertThatExceptionOfType(PduException.class)
                .isThrownBy(() -> Ranges.run(3, address, quantity, 125))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.functionCode()).isEqualTo(3));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 125", "65535, 1", "65411, 125"})
    void theEdgesAreInside(int address, int quantity) {
        assertThatNoException().isThrownBy(() -> Ranges.run(3, address, quantity, 125));
    }

    @ParameterizedTest
    @CsvSource({"-1, false, false", "0, true, true", "255, true, true", "256, true, false", "65535, true, false"})
    void aWordHasSixteenBitsAndAByteEight(int value, boolean word, boolean octet) {
        assertThat(Ranges.isWord(value)).isEqualTo(word);
        assertThat(Ranges.isByte(value)).isEqualTo(octet);
    }

    @Test
    void aValueThatIsNoWordIsRefusedAsAValue() {
        assertThat(Ranges.isWord(0x10000)).isFalse();
        assertThatNoException().isThrownBy(() -> Ranges.word(6, 0xffff));
        assertThatNoException().isThrownBy(() -> Ranges.word(6, 0));
        assertThatExceptionOfType(PduException.class)
                .isThrownBy(() -> Ranges.word(6, 0x10000))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExceptionCode.ILLEGAL_DATA_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranges.check(false, "byte count"))
                .withMessageContaining("byte count");
    }
}
