package io.polymeter.link.shelly;

import io.polymeter.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers as a Shelly writes them: always with so many decimals, `0.0` too. Consumers need the point.
final class FixedNumber {

    private FixedNumber() {}

    /// Null where there is no number.
    static JsonValue of(double value, int decimals) {
        return Double.isFinite(value)
                ? new JsonValue.NumberValue(BigDecimal.valueOf(value)
                        .setScale(decimals, RoundingMode.HALF_EVEN)
                        .toPlainString())
                : JsonValue.NullValue.NULL;
    }
}
