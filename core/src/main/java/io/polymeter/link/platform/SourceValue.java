package io.polymeter.link.platform;

import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One value of a source and the points it becomes.
///
/// @param point as configured
/// @param targets where the value goes: the point itself, or the phase a single-phase source sits on, and its
///     total
/// @param unit of a number that has none of its own
/// @param scale a factor, e.g. -1 to turn the sign
/// @param origin what the source calls it, for people, e.g. `item Grid_P`
public record SourceValue(Point point, List<Point> targets, Unit.Scaled unit, double scale, String origin) {
    public SourceValue {
        targets = List.copyOf(targets);
    }

    /// What a text says.
    public sealed interface Value {

        /// In the point's unit.
        record Measured(double number) implements Value {}

        /// The source says itself that it has none.
        record Missing() implements Value {}

        /// It cannot be understood.
        ///
        /// @param why the counter it is counted under
        /// @param sentence the same for a person, and what was expected
        record Refused(String why, Message sentence) implements Value {}
    }

    /// Reads a text of the source.
    ///
    /// @param ownUnit the unit the source names beside the text; null: none
    public Value read(String text, @Nullable String ownUnit) {
        switch (StateText.trim(text)) {
            case "NULL", "null", "UNDEF", "unavailable", "unknown", "none", "" -> {
                return new Value.Missing();
            }
            default -> {}
        }
        StateText state = StateText.parse(text);
        if (state == null) {
            return new Value.Refused(
                    "not-a-number",
                    StateText.isAmbiguous(text)
                            ? Message.of(
                                    "comma-ambiguous",
                                    "the comma may separate decimals or thousands; expected a decimal point, or no"
                                            + " comma")
                            : Message.of("not-a-number", "is not a number; expected one {how}", expected()));
        }
        String written = !state.unit().isEmpty() ? state.unit() : ownUnit == null ? "" : ownUnit;
        Unit.Scaled given = written.isBlank() ? unit : scaled(written, point).orElse(null);
        if (given == null) {
            return new Value.Refused(
                    "unit-does-not-fit",
                    Message.of(
                            "unit-does-not-fit",
                            "has a unit that does not fit {point}; expected a number {how}",
                            point.name(),
                            expected()));
        }
        return new Value.Measured(state.number() * given.factor() * scale);
    }

    private Message expected() {
        String symbol = point.unit().symbol();
        return symbol.isEmpty()
                ? Message.of("without-unit", "without unit")
                : Message.of("in-unit", "in {unit} or a multiple of it", symbol);
    }

    /// How a unit becomes that of a point; empty where it cannot.
    static Optional<Unit.Scaled> scaled(String text, Point point) {
        return Unit.parse(text).flatMap(unit -> {
            if (unit.unit() == point.unit()) {
                return Optional.of(unit);
            }
            boolean ratio = unit.unit() == Unit.PERCENT && point.unit() == Unit.NONE;
            return ratio ? Optional.of(new Unit.Scaled(Unit.NONE, 0.01)) : Optional.empty();
        });
    }
}
