package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc16Test {

    @Test
    void agreesWithTheExampleOfTheSerialLineSpecification() {
        byte[] frame = Hex.bytes("02 07 41 12");
        assertThat(Crc16.of(frame, 0, 2)).isEqualTo(0x1241);
    }

    @Test
    void agreesWithTheCheckValueOfTheCrcCatalogue() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Crc16.of(digits, 0, 9)).isEqualTo(0x4b37);
    }

    @Test
    void isItsStartValueOverNothing() {
        assertThat(Crc16.of(new byte[3], 1, 1)).isEqualTo(0xffff);
    }

    @Test
    void isTheSameForArraysHeapSlicesAndDirectBuffers() {
        byte[] bytes = new byte[300];
        new Random(16).nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(300).put(bytes);
        ByteBuffer slice = ByteBuffer.wrap(bytes).slice(20, 200);
        int expected = Crc16.of(bytes, 25, 90);
        assertThat(Crc16.of(direct, 25, 90)).isEqualTo(expected);
        assertThat(Crc16.of(slice, 5, 70)).isEqualTo(expected);
        assertThat(slice.position()).isZero();
    }

    @Test
    void isZeroOverAFrameWithItsCrcAndNotAfterAnySingleBitFlip() {
        byte[] frame = Hex.rtu(17, "03 00 6b 00 03");
        assertThat(Crc16.of(frame, 0, frame.length)).isZero();
        for (int bit = 0; bit < 8 * frame.length; bit++) {
            byte[] flipped = frame.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Crc16.of(flipped, 0, flipped.length)).as("bit %d", bit).isNotZero();
        }
    }
}
