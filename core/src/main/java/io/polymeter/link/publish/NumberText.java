package io.polymeter.link.publish;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers for machines.
public final class NumberText {

    /// Below, every digit a float shows is one it has.
    private static final double EXACT = 1 << 24;

    private static final int DECIMALS = 6;

    private NumberText() {}

    /// A finite number without an exponent and without digits that nobody measured: a 32-bit float of a device that
    /// says 230.1 is `230.1`.
    public static String text(double value) {
        BigDecimal number = value == (float) value && Math.abs(value) < EXACT
                ? new BigDecimal(Float.toString((float) value))
                : new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
