package io.polymeter.link.victron;

import io.polymeter.dbus.DbusValue;
import java.util.Locale;

/// How measured numbers of one kind are written for people, as Victron's own meters do.
///
/// @param decimals digits behind the point
/// @param unit behind a space; empty: none
record ValueFormat(int decimals, String unit) {

    static final ValueFormat POWER = new ValueFormat(1, "W");
    static final ValueFormat VOLTAGE = new ValueFormat(1, "V");
    static final ValueFormat CURRENT = new ValueFormat(1, "A");
    static final ValueFormat ENERGY = new ValueFormat(1, "kWh");
    static final ValueFormat FREQUENCY = new ValueFormat(2, "Hz");
    static final ValueFormat POWER_FACTOR = new ValueFormat(3, "");
    static final ValueFormat TEMPERATURE = new ValueFormat(1, "C");
    static final ValueFormat RATIO = new ValueFormat(1, "");

    /// A number, NaN: invalid.
    ///
    /// @param derived true where it was not measured, which a person can see
    PathValue item(double number, boolean derived) {
        if (!Double.isFinite(number)) {
            return PathValue.INVALID;
        }
        // Never "-0.0".
        double shown = Math.abs(number) < 0.5 * Math.pow(10, -decimals) ? 0 : number;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", shown)
                + (unit.isEmpty() ? "" : " " + unit)
                + (derived ? " (derived)" : "");
        return new PathValue(new DbusValue.Real(number), text);
    }
}
