package io.polymeter.link.victron;

import io.polymeter.dbus.Value;
import java.util.Locale;

/// How measured numbers of one kind are written for people, as Victron's own meters do.
///
/// @param decimals digits behind the point
/// @param unit behind a space; empty: none
record Measure(int decimals, String unit) {

    static final Measure POWER = new Measure(1, "W");
    static final Measure VOLTAGE = new Measure(1, "V");
    static final Measure CURRENT = new Measure(1, "A");
    static final Measure ENERGY = new Measure(1, "kWh");
    static final Measure FREQUENCY = new Measure(2, "Hz");
    static final Measure POWER_FACTOR = new Measure(3, "");
    static final Measure TEMPERATURE = new Measure(1, "C");
    static final Measure RATIO = new Measure(1, "");

    /// A number, NaN: invalid.
    ///
    /// @param derived true where it was not measured, which a person can see
    Item item(double number, boolean derived) {
        if (!Double.isFinite(number)) {
            return Item.INVALID;
        }
        // Never "-0.0".
        double shown = Math.abs(number) < 0.5 * Math.pow(10, -decimals) ? 0 : number;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", shown)
                + (unit.isEmpty() ? "" : " " + unit)
                + (derived ? " (derived)" : "");
        return new Item(new Value.Real(number), text);
    }
}
