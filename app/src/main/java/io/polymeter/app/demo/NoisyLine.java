package io.polymeter.app.demo;

import io.polymeter.modbus.serial.SerialLine;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A serial line beside a frequency converter: while there is noise, foreign bytes come between the frames, and
/// bytes of frames are changed on their way, in both directions.
final class NoisyLine implements SerialLine {

    private static final double FOREIGN = 0.5;
    private static final double BROKEN = 0.3;
    private static final int LONGEST = 12;

    private final SerialLine line;
    private final SplittableRandom random = new SplittableRandom(4711);
    private volatile boolean noise;

    NoisyLine(SerialLine line) {
        this.line = line;
    }

    void noise(boolean wanted) {
        noise = wanted;
    }

    @Override
    public int read(byte[] target, long timeoutNanos) throws IOException {
        int count = line.read(target, timeoutNanos);
        if (noise && count > 0 && happens(BROKEN)) {
            spoil(target, count);
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        if (!noise) {
            line.write(bytes, length);
            return;
        }
        foreign();
        byte[] sent = Arrays.copyOf(bytes, length);
        if (happens(BROKEN)) {
            spoil(sent, length);
        }
        line.write(sent, length);
        foreign();
    }

    private void foreign() throws IOException {
        if (happens(FOREIGN)) {
            byte[] bytes = new byte[number(LONGEST) + 1];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) number(256);
            }
            line.write(bytes, bytes.length);
        }
    }

    /// One byte: what the checksum of a frame always finds.
    private void spoil(byte[] bytes, int length) {
        bytes[number(length)] ^= (byte) (number(255) + 1);
    }

    private synchronized boolean happens(double often) {
        return random.nextDouble() < often;
    }

    private synchronized int number(int below) {
        return random.nextInt(below);
    }

    @Override
    public String name() {
        return line.name();
    }

    @Override
    public boolean paced() {
        return line.paced();
    }

    @Override
    public boolean pinsThread() {
        return line.pinsThread();
    }

    @Override
    public void close() {
        line.close();
    }
}
