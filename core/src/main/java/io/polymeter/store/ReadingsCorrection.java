package io.polymeter.store;

import io.polymeter.config.Correction;
import io.polymeter.config.LinePhase;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts right what a meter says, as its configuration wants it: the phases first, then signs, then factors.
final class ReadingsCorrection {

    private static final List<Phase> LINES = List.of(Phase.L1, Phase.L2, Phase.L3);
    private static final Set<Quantity> SIGNED =
            EnumSet.of(Quantity.ACTIVE_POWER, Quantity.REACTIVE_POWER, Quantity.POWER_FACTOR);
    private static final Set<Quantity> SCALED = EnumSet.of(
            Quantity.ACTIVE_POWER,
            Quantity.REACTIVE_POWER,
            Quantity.APPARENT_POWER,
            Quantity.CURRENT,
            Quantity.ACTIVE_ENERGY_IMPORT,
            Quantity.ACTIVE_ENERGY_EXPORT,
            Quantity.REACTIVE_ENERGY_IMPORT,
            Quantity.REACTIVE_ENERGY_EXPORT,
            Quantity.APPARENT_ENERGY_IMPORT,
            Quantity.APPARENT_ENERGY_EXPORT,
            Quantity.SESSION_ENERGY);
    private static final Map<Quantity, Quantity> OTHER_WAY = Map.of(
            Quantity.ACTIVE_ENERGY_IMPORT, Quantity.ACTIVE_ENERGY_EXPORT,
            Quantity.ACTIVE_ENERGY_EXPORT, Quantity.ACTIVE_ENERGY_IMPORT,
            Quantity.REACTIVE_ENERGY_IMPORT, Quantity.REACTIVE_ENERGY_EXPORT,
            Quantity.REACTIVE_ENERGY_EXPORT, Quantity.REACTIVE_ENERGY_IMPORT,
            Quantity.APPARENT_ENERGY_IMPORT, Quantity.APPARENT_ENERGY_EXPORT,
            Quantity.APPARENT_ENERGY_EXPORT, Quantity.APPARENT_ENERGY_IMPORT);

    private final Correction correction;
    private final Set<Phase> reversed = EnumSet.noneOf(Phase.class);

    ReadingsCorrection(Correction correction) {
        this.correction = correction;
        for (LinePhase phase : correction.reversed()) {
            reversed.add(line(phase));
        }
    }

    /// What the meter would have said, had it been right. Texts and instants stay.
    Readings apply(Readings measured) {
        Readings.Builder right = measured.toBuilder();
        for (Point point : Point.all()) {
            if (touches(point)) {
                put(right, point, measured);
            }
        }
        return right.build();
    }

    /// Of the direct current and the identity nothing is turned; a factor of their own they may have.
    private boolean touches(Point point) {
        return !point.quantity().isText()
                && (point.quantity().places() == Phase.AC || correction.points().containsKey(point.name()));
    }

    private void put(Readings.Builder right, Point point, Readings measured) {
        if (point.phase() == Phase.TOTAL && !reversed.isEmpty() && dependsOnSigns(point.quantity())) {
            total(right, point, measured);
            return;
        }
        Point from = source(point);
        if (measured.has(from) || measured.has(point)) {
            right.put(point, value(measured, point), measured.instant(from), measured.derived(from));
        }
    }

    /// Where the meter says what is shown at `point`.
    private Point source(Point point) {
        Quantity quantity = point.quantity();
        boolean turned = turned(point.phase());
        Quantity from = turned ? OTHER_WAY.getOrDefault(quantity, quantity) : quantity;
        return Point.of(from, sourcePhase(point.phase()));
    }

    private double value(Readings measured, Point point) {
        double value = measured.value(source(point));
        if (turned(point.phase())) {
            if (SIGNED.contains(point.quantity())) {
                // 0 - x: there is no use for a negative zero.
                value = 0 - value;
            } else if (point.quantity() == Quantity.CURRENT) {
                // Some meters give it the sign of the power; the effective value has none.
                value = Math.abs(value);
            }
        }
        return value * factor(point);
    }

    private double factor(Point point) {
        Correction.PointScale own = correction.points().get(point.name());
        double scale = SCALED.contains(point.quantity()) ? correction.scale() : 1;
        return own == null ? scale : scale * own.scale();
    }

    private boolean turned(Phase phase) {
        return (correction.sign() == -1) != reversed.contains(phase);
    }

    private Phase sourcePhase(Phase phase) {
        if (correction.phases().isEmpty()) {
            return phase;
        }
        return switch (phase) {
            case L1, L2, L3 -> line(LINES.indexOf(phase));
            case L12 -> between(line(0), line(1));
            case L23 -> between(line(1), line(2));
            case L31 -> between(line(2), line(0));
            default -> phase;
        };
    }

    private Phase line(int index) {
        return line(correction.phases().get(index));
    }

    private static Phase line(LinePhase phase) {
        return switch (phase) {
            case L1 -> Phase.L1;
            case L2 -> Phase.L2;
            case L3 -> Phase.L3;
        };
    }

    private static Phase between(Phase a, Phase b) {
        Set<Phase> both = EnumSet.of(a, b);
        return !both.contains(Phase.L3) ? Phase.L12 : both.contains(Phase.L2) ? Phase.L23 : Phase.L31;
    }

    private static boolean dependsOnSigns(Quantity quantity) {
        return SIGNED.contains(quantity) || OTHER_WAY.containsKey(quantity);
    }

    /// The meter has added a phase with the wrong sign. Its power is put right with that phase's; a counter it has
    /// filled from such sums cannot be, so the phases' counters are added.
    private void total(Readings.Builder right, Point total, Readings measured) {
        if (!measured.has(total)) {
            return;
        }
        double sum = 0;
        long oldest = measured.instant(total);
        for (Phase phase : LINES) {
            Point point = Point.of(total.quantity(), phase);
            sum += value(measured, point);
            oldest = Math.min(oldest, measured.instant(source(point)));
        }
        boolean adds = total.quantity() != Quantity.POWER_FACTOR;
        right.put(total, adds ? sum : Double.NaN, oldest, true);
    }
}
