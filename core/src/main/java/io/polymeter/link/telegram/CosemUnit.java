package io.polymeter.link.telegram;

import io.polymeter.point.Unit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Unit and scaler of a register, as SML and DLMS/COSEM have them (IEC 62056-6-2, table 3).
public final class CosemUnit {

    private static final int MAX_SCALER = 12;

    private CosemUnit() {}

    /// The unit of a code, null where it is none that is measured here.
    public static @Nullable Unit of(int code) {
        return switch (code) {
            case 8 -> Unit.DEGREE;
            case 27 -> Unit.WATT;
            case 28 -> Unit.VOLT_AMPERE;
            case 29 -> Unit.VAR;
            case 30 -> Unit.WATT_HOUR;
            case 31 -> Unit.VOLT_AMPERE_HOUR;
            case 32 -> Unit.VAR_HOUR;
            case 33 -> Unit.AMPERE;
            case 35 -> Unit.VOLT;
            case 44 -> Unit.HERTZ;
            case 255 -> Unit.NONE;
            default -> null;
        };
    }

    /// `number · 10^scaler`, rounded once; NaN for a scaler that no register has.
    public static double scaled(BigDecimal number, long scaler) {
        if (scaler < -MAX_SCALER || scaler > MAX_SCALER) {
            return Double.NaN;
        }
        return number.scaleByPowerOfTen((int) scaler).doubleValue();
    }
}
