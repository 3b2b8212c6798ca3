package io.polymeter.point;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How units are written.
final class UnitNames {

    private static final double JOULE = 1.0 / 3600;
    private static final double CALORIE = 4.184 / 3600;

    private static final Map<String, Unit.Scaled> EXACT = new HashMap<>();
    private static final Map<String, Unit.Scaled> FOLDED = new HashMap<>();

    static {
        for (Unit unit : Unit.values()) {
            add(unit, unit.symbol());
        }
        add(Unit.CELSIUS, "degC", "C", "℃", "celsius");
        add(Unit.WATT_PER_SQUARE_METRE, "W/m2");
        add(Unit.VAR, "VAr");
        add(Unit.VAR_HOUR, "VArh");
        add(Unit.PERCENT, "Pct", "percent");
        add(Unit.OHM, "Ohm", "\u2126");
        add(Unit.DEGREE, "deg");
        add(Unit.WATT, "watt", "watts");
        add(Unit.WATT_HOUR, "watthour", "watthours");
        add(Unit.VOLT, "volt", "volts");
        add(Unit.AMPERE, "ampere", "amperes", "amp", "amps");
        add(Unit.HERTZ, "hertz");
        add(new Unit.Scaled(Unit.WATT_HOUR, JOULE), "J", "joule", "joules", "Ws");
        add(new Unit.Scaled(Unit.WATT_HOUR, CALORIE), "cal");
        // Siemens, not seconds.
        FOLDED.remove("s");
    }

    private UnitNames() {}

    private static void add(Unit unit, String... names) {
        add(new Unit.Scaled(unit, 1), names);
    }

    private static void add(Unit.Scaled unit, String... names) {
        for (String name : names) {
            EXACT.put(name, unit);
            FOLDED.put(name.toLowerCase(Locale.ROOT), unit);
        }
    }

    /// A unit without prefix whose capitals are right; null where it is none.
    static Unit.@Nullable Scaled exact(String text) {
        return EXACT.get(text);
    }

    /// A unit without prefix in whatever capitals; null where it is none.
    static Unit.@Nullable Scaled of(String text) {
        Unit.Scaled exact = EXACT.get(text);
        return exact != null ? exact : FOLDED.get(text.toLowerCase(Locale.ROOT));
    }
}
