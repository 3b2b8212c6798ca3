package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Registers and coils as they travel ([Words], [Bits]): bytes are compared, so that a wrong place shows.
class WordsTest {

    private static final Words FOUR = Words.of(0x1234, 0xfedc, 7, 0xffff);

    private static String wire(Words words) {
        ByteBuffer out = ByteBuffer.allocate(16);
        words.writeTo(out);
        return Hex.of(out.flip());
    }

    @Test
    void aRegisterHasItsHighByteFirst() {
        assertThat(wire(FOUR)).isEqualTo("12 34 fe dc 00 07 ff ff");
        assertThat(FOUR.get(0)).isEqualTo(0x1234);
        assertThat(FOUR.get(1)).isEqualTo(0xfedc);
        assertThat(FOUR.get(3)).isEqualTo(0xffff);
        assertThat(FOUR).hasToString("[1234 fedc 0007 ffff]");
        assertThat(Words.of()).hasToString("[]");
        assertThat(Words.of(0x12345)).isEqualTo(Words.of(0x2345));
    }

    @Test
    void aSliceIsTheSameRegistersAtTheirPlace() {
        Words two = FOUR.slice(1, 2);
        assertThat(two.count()).isEqualTo(2);
        assertThat(two.get(0)).isEqualTo(0xfedc);
        assertThat(two.get(1)).isEqualTo(7);
        assertThat(two).isEqualTo(Words.of(0xfedc, 7)).hasSameHashCodeAs(Words.of(0xfedc, 7));
        assertThat(two).isNotEqualTo(FOUR).doesNotHaveSameHashCodeAs(FOUR);
        assertThat(two.slice(1, 1)).isEqualTo(Words.of(7));
        assertThat(wire(two)).isEqualTo("fe dc 00 07");
        assertThat(two).hasToString("[fedc 0007]");
        assertThat(FOUR.slice(0, 4)).isSameAs(FOUR);
        assertThat(FOUR.slice(0, 3).count()).isEqualTo(3);
        assertThat(FOUR.slice(4, 0).count()).isZero();
        byte[] target = new byte[6];
        two.copyTo(1, 1, target, 3);
        assertThat(Hex.of(target)).isEqualTo("00 00 00 00 07 00");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 3})
    void whatIsOutsideIsNoRegister(int index) {
        Words two = FOUR.slice(1, 2);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> two.get(index))
                .withMessage(index + " of 2");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> two.slice(index, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> two.slice(0, index < 0 ? -1 : 3));
    }

    @Test
    void bytesAreTakenOverInPairs() {
        assertThat(Words.wrap(new byte[] {1, 2, 3, 4})).isEqualTo(Words.of(0x0102, 0x0304));
        assertThat(Words.wrap(new byte[0]).count()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> Words.wrap(new byte[3]));
        ByteBuffer in = Hex.buffer("aa 01 02 03 04").position(1);
        assertThat(Words.read(in, 1)).isEqualTo(Words.of(0x0102));
        assertThat(in.position()).isEqualTo(3);
    }

    /// The example of the specification, section 6.11: 0x01CD in ten coils.
    @Test
    void theFirstCoilIsTheLowestBit() {
        Bits ten = Bits.of(true, false, true, true, false, false, true, true, true, false);
        ByteBuffer out = ByteBuffer.allocate(4);
        ten.writeTo(out);
        assertThat(Hex.of(out.flip())).isEqualTo("cd 01");
        assertThat(ten).hasToString("[1011001110]");
        assertThat(ten.get(0)).isTrue();
        assertThat(ten.get(1)).isFalse();
        assertThat(ten.get(8)).isTrue();
        assertThat(ten.get(9)).isFalse();
        assertThat(ten.byteCount()).isEqualTo(2);
        assertThat(Bits.of(new boolean[8]).byteCount()).isEqualTo(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ten.get(10));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ten.get(-1));
    }

    @Test
    void paddingOfCoilsIsNoPartOfThem() {
        Bits ten = Bits.of(true, false, true, true, false, false, true, true, true, false);
        assertThat(Bits.read(Hex.buffer("cd fd"), 10)).isEqualTo(ten).hasSameHashCodeAs(ten);
        assertThat(Bits.read(Hex.buffer("cd"), 8)).hasToString("[10110011]");
        assertThat(Bits.read(Hex.buffer("00 00"), 9)).isNotEqualTo(Bits.read(Hex.buffer("00 00"), 10));
        assertThat(Bits.read(Hex.buffer("00 01"), 10)).isNotEqualTo(Bits.read(Hex.buffer("00 00"), 10));
    }
}
