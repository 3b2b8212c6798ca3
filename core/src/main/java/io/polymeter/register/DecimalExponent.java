package io.polymeter.register;

/// Numbers with a power of ten of their own, as Iskra's meters have them (types T5, T6 and T7).
final class DecimalExponent {

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
    private static final int FINEST = -10;
    private static final int COARSEST = 10;
    private static final int MAX_UNSIGNED = 0xff_ffff;
    private static final int MAX_SIGNED = 0x7f_ffff;
    private static final long EXPORT = 0xff00_0000L;

    private DecimalExponent() {}

    /// @param digits 24 bits
    /// @param exponent -128 to 127
    static double number(int digits, int exponent) {
        if (exponent < FINEST || exponent > COARSEST) {
            return digits * Math.pow(10, exponent);
        }
        return exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    }

    /// The finest form of a number: the power of ten in the upper byte, the digits in the others.
    ///
    /// @return -1 where it does not fit
    static long bits(double value, boolean signed) {
        if (value == 0) {
            return 0;
        }
        if (!Double.isFinite(value) || value < 0 && !signed) {
            return -1;
        }
        int most = signed ? MAX_SIGNED : MAX_UNSIGNED;
        for (int exponent = FINEST; exponent <= COARSEST; exponent++) {
            double digits = Math.rint(exponent < 0 ? value * POWERS[-exponent] : value / POWERS[exponent]);
            if (Math.abs(digits) <= most) {
                return (exponent & 0xffL) << 24 | (long) digits & 0xff_ffffL;
            }
        }
        return -1;
    }

    /// A power factor: its sign in the upper byte, ten thousandths in the lower two.
    ///
    /// @return -1 where it does not fit
    static long ratio(double value) {
        double digits = Math.rint(Math.abs(value) * 10_000);
        return digits <= 0xffff ? (value < 0 ? EXPORT : 0) | (long) digits : -1;
    }
}
