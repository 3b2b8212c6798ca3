package io.polymeter.loop;

/// Log-spaced buckets of a time: 1 ms wide up to 16 ms, then eight to each doubling, up to 17 min. The same for
/// all, so that counts of one can be added to counts of another.
final class Buckets {

    private static final int LINEAR = 16;
    private static final int PER_OCTAVE = 8;
    private static final int OCTAVES = 16;
    private static final long NANOS_PER_MS = 1_000_000;

    /// How many there are; the last takes whatever is longer.
    static final int COUNT = LINEAR + PER_OCTAVE * OCTAVES + 1;

    private Buckets() {}

    /// The bucket of a time.
    ///
    /// @param nanos negative counts as 0
    static int of(long nanos) {
        long ms = Math.max(0, nanos) / NANOS_PER_MS;
        if (ms < LINEAR) {
            return (int) ms;
        }
        int octave = 63 - Long.numberOfLeadingZeros(ms);
        int index = LINEAR + (octave - 4) * PER_OCTAVE + (int) (ms >>> (octave - 3)) - PER_OCTAVE;
        return Math.min(index, COUNT - 1);
    }

    /// Where a bucket begins, in seconds; that of [#COUNT] is infinite.
    static double lower(int bucket) {
        if (bucket >= COUNT) {
            return Double.POSITIVE_INFINITY;
        }
        if (bucket < LINEAR) {
            return bucket / 1e3;
        }
        int octave = (bucket - LINEAR) / PER_OCTAVE;
        int part = (bucket - LINEAR) % PER_OCTAVE;
        return ((long) (PER_OCTAVE + part) << (octave + 1)) / 1e3;
    }
}
