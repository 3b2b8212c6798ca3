package io.polymeter.lab.world;

import java.util.SplittableRandom;

/// How good the network is at present. All times are nanoseconds.
final class Conditions {

    static final long MS = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    private final SplittableRandom random;
    private long slowUntil;
    private long tornUntil;

    Conditions(SplittableRandom random) {
        this.random = random;
    }

    /// Packets take up to 800 ms until then.
    void slowUntil(long moment) {
        slowUntil = Math.max(slowUntil, moment);
    }

    /// Segments are split and joined anywhere until then.
    void tornUntil(long moment) {
        tornUntil = Math.max(tornUntil, moment);
    }

    long latency(long now) {
        long usual = 200_000 + random.nextLong(2 * MS);
        return now < slowUntil ? usual + random.nextLong(800 * MS) : usual;
    }

    boolean tears(long now) {
        return now < tornUntil || random.nextInt(64) == 0;
    }

    /// Where to cut `length` bytes, 1 to `length`.
    int cut(int length) {
        return 1 + random.nextInt(length);
    }

    long gap() {
        return random.nextLong(30 * MS);
    }
}
