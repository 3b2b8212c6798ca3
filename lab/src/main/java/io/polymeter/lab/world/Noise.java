package io.polymeter.lab.world;

import io.polymeter.twin.Timeline;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/// What happens to bytes on the line: flipped bits, lost and invented bytes.
final class Noise {

    private final Timeline timeline;
    private final SplittableRandom random;
    private long until;

    Noise(Timeline timeline, SplittableRandom random) {
        this.timeline = timeline;
        this.random = random;
    }

    void until(long moment) {
        until = Math.max(until, moment);
    }

    long until() {
        return until;
    }

    /// The bytes as they arrive. A frame that noise made valid by chance would be nobody's fault: such noise is
    /// thrown away, and the bytes arrive as they were.
    byte[] spoil(byte[] frame, int unit) {
        if (timeline.now() >= until || random.nextInt(3) == 0) {
            return frame;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte value : frame) {
            switch (random.nextInt(60)) {
                case 0 -> {}
                case 1 -> out.write(value ^ 1 << random.nextInt(8));
                case 2 -> {
                    out.write(value);
                    out.write(random.nextInt(256));
                }
                default -> out.write(value);
            }
        }
        byte[] spoilt = out.toByteArray();
        return holdsFrame(spoilt, unit) ? frame : spoilt;
    }

    private static boolean holdsFrame(byte[] bytes, int unit) {
        for (int from = 0; from + 4 <= bytes.length; from++) {
            if (bytes[from] != unit) {
                continue;
            }
            int crc = 0xffff;
            for (int i = from; i < bytes.length; i++) {
                crc = Rtu16.next(crc, bytes[i]);
                if (crc == 0 && i - from >= 3) {
                    return true;
                }
            }
        }
        return false;
    }
}
