package io.polymeter.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.serial.SerialLine;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Noise is there when it is wanted, in both directions, and gone when it is not.
class NoisyLineTest {

    private static final byte[] FRAME = {1, 3, 0, 0, 0, 28, 0x45, (byte) 0xc3};

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final NoisyLine line = new NoisyLine(new Recorder());

    @Test
    void withoutNoiseEveryByteIsAsItWas() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(written()).isEqualTo(FRAME);
            assertThat(read()).isEqualTo(FRAME);
        }
    }

    @Test
    void withNoiseSomeFramesGetThroughAndOthersAreBrokenOrHaveCompany() throws Exception {
        line.noise(true);
        int whole = 0;
        int broken = 0;
        int company = 0;
        int spoiled = 0;
        for (int i = 0; i < 200; i++) {
            byte[] bytes = written();
            whole += Arrays.equals(bytes, FRAME) ? 1 : 0;
            company += bytes.length > FRAME.length ? 1 : 0;
            broken += bytes.length == FRAME.length && !Arrays.equals(bytes, FRAME) ? 1 : 0;
            spoiled += Arrays.equals(read(), FRAME) ? 0 : 1;
        }
        assertThat(whole).isPositive();
        assertThat(broken).isPositive();
        assertThat(company).isPositive();
        assertThat(spoiled).isBetween(20, 120);
        line.noise(false);
        assertThat(written()).isEqualTo(FRAME);
        assertThat(read()).isEqualTo(FRAME);
    }

    private byte[] written() throws Exception {
        sent.reset();
        line.write(FRAME, FRAME.length);
        return sent.toByteArray();
    }

    private byte[] read() throws Exception {
        byte[] bytes = new byte[FRAME.length];
        assertThat(line.read(bytes, 0)).isEqualTo(FRAME.length);
        return bytes;
    }

    /// Keeps what is written, and always has a frame to read.
    private final class Recorder implements SerialLine {

        @Override
        public int read(byte[] target, long timeoutNanos) {
            System.arraycopy(FRAME, 0, target, 0, FRAME.length);
            return FRAME.length;
        }

        @Override
        public void write(byte[] bytes, int length) {
            sent.write(bytes, 0, length);
        }

        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public boolean paced() {
            return false;
        }

        @Override
        public void close() {
            sent.reset();
        }
    }
}
