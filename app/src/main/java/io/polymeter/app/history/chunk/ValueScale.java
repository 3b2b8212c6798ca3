package io.polymeter.app.history.chunk;

import io.polymeter.point.Unit;

/// How finely values are kept: as whole multiples of a power of ten where that loses nothing, or where the value
/// has more digits than its unit deserves.
public final class ValueScale {

    /// Values are kept as they are.
    static final int EXACT = 7;

    private static final double[] FACTORS = {1, 10, 100, 1_000, 10_000};

    private ValueScale() {}

    /// The code of a unit's resolution: 0.1 of powers and energies, 0.001 of everything else.
    public static int finest(Unit unit) {
        return switch (unit) {
            case WATT, VAR, VOLT_AMPERE, WATT_HOUR, VAR_HOUR, VOLT_AMPERE_HOUR -> 1;
            default -> 3;
        };
    }

    /// The least code that keeps all values as they are; where there is none, that of the unit's resolution; for
    /// values beyond that [#EXACT]. NaN does not count.
    static int of(double[] values, int finest) {
        int code = 0;
        for (double value : values) {
            while (code < FACTORS.length && !keeps(value, FACTORS[code])) {
                code++;
            }
        }
        if (code < FACTORS.length) {
            return code;
        }
        for (double value : values) {
            if (!(Math.abs(value * FACTORS[finest]) < 1L << 50) && !Double.isNaN(value)) {
                return EXACT;
            }
        }
        return finest;
    }

    private static boolean keeps(double value, double factor) {
        double scaled = Math.rint(value * factor);
        return Double.isNaN(value) || Math.abs(scaled) < 1L << 50 && scaled / factor == value;
    }

    /// Reads a code.
    static int read(BitReader in) throws DamagedChunkException {
        int code = (int) in.read(3);
        if (code >= FACTORS.length && code != EXACT) {
            throw new DamagedChunkException("a chunk holds an unknown scale");
        }
        return code;
    }

    static long whole(double value, int code) {
        return Math.round(value * FACTORS[code]);
    }

    static double value(long whole, int code) {
        return whole / FACTORS[code];
    }
}
