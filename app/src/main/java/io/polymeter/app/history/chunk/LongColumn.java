package io.polymeter.app.history.chunk;

/// Whole numbers in a row, each told by how far it is from what its predecessors foretell, in a Rice code
/// (R. F. Rice, JPL 79-22, 1979): a difference of about 2^k takes k + 2 bits, and a constant column three bytes.
final class LongColumn {

    private static final int CONSTANT = 63;
    /// From this quotient on a difference is written out.
    private static final int ESCAPE = 20;

    private LongColumn() {}

    /// What the next number is expected to be.
    private enum Forecast {
        ZERO(0),
        /// The last one.
        LAST(1),
        /// As much more as the last one was.
        LINE(2);

        private final int code;

        Forecast(int code) {
            this.code = code;
        }

        private static Forecast of(long code) throws DamagedChunkException {
            for (Forecast forecast : values()) {
                if (forecast.code == code) {
                    return forecast;
                }
            }
            throw new DamagedChunkException("a chunk holds an unknown forecast");
        }
    }

    /// Writes numbers of at most 2^58, so that differences of differences fit; the reader must know how many.
    static void write(long[] values, BitWriter out) {
        Forecast best = Forecast.LAST;
        int factor = CONSTANT;
        long least = Long.MAX_VALUE;
        for (Forecast forecast : Forecast.values()) {
            long[] rest = residuals(values, forecast);
            int k = factor(rest);
            long cost = cost(rest, k);
            if (cost < least) {
                least = cost;
                best = forecast;
                factor = k;
            }
        }
        out.write(best.code, 2);
        out.write(factor, 6);
        if (best != Forecast.ZERO && values.length > 0) {
            out.sized(fold(values[0]));
        }
        if (factor == CONSTANT) {
            return;
        }
        for (long residual : residuals(values, best)) {
            rice(residual, factor, out);
        }
    }

    /// Reads as many numbers as were written.
    static long[] read(int count, BitReader in) throws DamagedChunkException {
        Forecast forecast = Forecast.of(in.read(2));
        int factor = (int) in.read(6);
        long[] values = new long[count];
        int first = forecast == Forecast.ZERO ? 0 : 1;
        if (first == 1 && count > 0) {
            values[0] = unfold(in.sized());
        }
        for (int i = first; i < count; i++) {
            long residual = factor == CONSTANT ? 0 : unfold(unrice(factor, in));
            values[i] = expected(values, i, forecast) + residual;
        }
        return values;
    }

    private static long expected(long[] values, int i, Forecast forecast) {
        return switch (forecast) {
            case ZERO -> 0;
            case LAST -> values[i - 1];
            case LINE -> i < 2 ? values[i - 1] : 2 * values[i - 1] - values[i - 2];
        };
    }

    private static long[] residuals(long[] values, Forecast forecast) {
        int first = forecast == Forecast.ZERO ? 0 : 1;
        long[] rest = new long[Math.max(0, values.length - first)];
        for (int i = first; i < values.length; i++) {
            rest[i - first] = fold(values[i] - expected(values, i, forecast));
        }
        return rest;
    }

    private static int factor(long[] rest) {
        double sum = 0;
        for (long residual : rest) {
            sum += residual;
        }
        if (sum == 0) {
            return CONSTANT;
        }
        int guess = Math.max(0, (int) Math.floor(Math.log(sum / rest.length + 1e-9) / Math.log(2)));
        int best = 0;
        long least = Long.MAX_VALUE;
        // An outlier raises the mean: smaller factors may be better.
        for (int k = Math.max(0, guess - 4); k <= Math.min(60, guess + 1); k++) {
            long cost = cost(rest, k);
            if (cost < least) {
                least = cost;
                best = k;
            }
        }
        return best;
    }

    private static long cost(long[] rest, int k) {
        if (k == CONSTANT) {
            return 0;
        }
        long bits = 0;
        for (long residual : rest) {
            long quotient = residual >>> k;
            bits += quotient < ESCAPE ? quotient + 1 + k : ESCAPE + 6 + 64 - Long.numberOfLeadingZeros(residual);
        }
        return bits;
    }

    private static void rice(long residual, int k, BitWriter out) {
        long quotient = residual >>> k;
        if (quotient < ESCAPE) {
            out.write((1L << (quotient + 1)) - 2, (int) quotient + 1);
            out.write(residual, k);
        } else {
            out.write((1L << ESCAPE) - 1, ESCAPE);
            out.sized(residual);
        }
    }

    private static long unrice(int k, BitReader in) throws DamagedChunkException {
        int quotient = 0;
        while (quotient < ESCAPE && in.read(1) == 1) {
            quotient++;
        }
        return quotient == ESCAPE ? in.sized() : (long) quotient << k | in.read(k);
    }

    /// Small numbers of either sign become small numbers from 0 on.
    private static long fold(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unfold(long value) {
        return value >>> 1 ^ -(value & 1);
    }
}
