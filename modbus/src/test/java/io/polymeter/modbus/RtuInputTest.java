package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RtuInputTest {

    private final RtuInput input = new RtuInput();

    @Test
    void aFrameIsShownWithoutItsUnitAndCrcAndGoesWhenItIsReleased() {
        byte[] frame = Hex.rtu(5, "03 04 02 2b 00 64");
        input.fill(ByteBuffer.wrap(Hex.join(frame, new byte[] {9, 8})));
        assertThat(input.unit()).isEqualTo(5);
        assertThat(input.function()).isEqualTo(3);
        assertThat(input.crcFits(frame.length)).isTrue();
        assertThat(input.crcFits(frame.length - 1)).isFalse();
        input.show(frame.length);
        assertThat(Hex.of(input.pdu())).isEqualTo("03 04 02 2b 00 64");
        assertThat(input.behind()).isEqualTo(2);
        input.release();
        assertThat(input.held()).isEqualTo(2);
        assertThat(input.unit()).isEqualTo(9);
    }

    @Test
    void whatDoesNotFitStaysWithWhoBroughtIt() {
        ByteBuffer much = ByteBuffer.allocate(2 * Rtu.MAX_LENGTH + 10);
        input.fill(much);
        assertThat(much.remaining()).isEqualTo(10);
        input.show(Rtu.MAX_LENGTH);
        input.release();
        input.fill(much);
        assertThat(much.remaining()).isZero();
        assertThat(input.held()).isEqualTo(Rtu.MAX_LENGTH + 10);
        assertThat(input.start).isZero();
    }

    @Test
    void skippedAndDiscardedBytesAreNoise() {
        input.fill(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        input.skipNoise();
        assertThat(input.unit()).isEqualTo(2);
        input.discard();
        assertThat(input.held()).isZero();
        assertThat(input.counters()).isEqualTo(new RtuCounters(0, 0, 0, 5, 0));
        input.clear();
        assertThat(input.counters().noiseBytes()).isEqualTo(5);
    }
}
