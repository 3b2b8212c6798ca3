package io.polymeter.point;

import java.util.Optional;

/// The units values have inside; everything else is converted at the rim.
public enum Unit {
    /// A ratio, a count, a state.
    NONE(""),
    WATT("W"),
    VAR("var"),
    VOLT_AMPERE("VA"),
    WATT_HOUR("Wh"),
    VAR_HOUR("varh"),
    VOLT_AMPERE_HOUR("VAh"),
    AMPERE("A"),
    VOLT("V"),
    HERTZ("Hz"),
    CELSIUS("°C"),
    WATT_PER_SQUARE_METRE("W/m²"),
    PERCENT("%"),
    SECOND("s"),
    DEGREE("°"),
    OHM("Ω");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    /// The symbol people read, e.g. `W`.
    public String symbol() {
        return symbol;
    }

    /// A unit with a factor: `value × factor` is in `unit`; e.g. `kWh` is 1000 Wh.
    public record Scaled(Unit unit, double factor) {}

    /// Reads a unit with an optional SI prefix, as people and devices write it: `kW`, `MWh`, `kwh`, `KW`,
    /// `Watt`, `W/m2`, `MJ`, `kcal`. Empty where it is none, or could be two: `mw`.
    ///
    /// A calorie is the thermochemical one, 4.184 J (ISO 80000-5).
    public static Optional<Scaled> parse(String text) {
        String symbol = text.strip();
        Scaled plain = UnitNames.of(symbol);
        if (plain != null) {
            return Optional.of(plain);
        }
        if (symbol.length() < 2) {
            return Optional.empty();
        }
        double factor = switch (symbol.charAt(0)) {
            case 'm' -> 1e-3;
            case 'µ', 'u' -> 1e-6;
            case 'c' -> 1e-2;
            case 'd' -> 1e-1;
            case 'k', 'K' -> 1e3;
            case 'M' -> 1e6;
            case 'G' -> 1e9;
            case 'T' -> 1e12;
            default -> 0;
        };
        String rest = symbol.substring(1);
        // In `mw` nobody knows whether the capitals were lost of mW or of MW.
        Scaled base = factor < 1 ? UnitNames.exact(rest) : UnitNames.of(rest);
        return factor == 0 || base == null || !base.unit().takesPrefix()
                ? Optional.empty()
                : Optional.of(new Scaled(base.unit(), factor * base.factor()));
    }

    private boolean takesPrefix() {
        return switch (this) {
            case WATT, VAR, VOLT_AMPERE, WATT_HOUR, VAR_HOUR, VOLT_AMPERE_HOUR, AMPERE, VOLT, HERTZ -> true;
            case WATT_PER_SQUARE_METRE, SECOND, OHM -> true;
            case NONE, CELSIUS, PERCENT, DEGREE -> false;
        };
    }
}
