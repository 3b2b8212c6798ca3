package io.polymeter.view;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The power of each phase. A GX device regulates on the phases and never looks at the total, so a total that was
/// measured alone is divided, by a rule that the user declares; what comes of that is derived.
///
/// @param watts of L1, L2 and L3; NaN where there is none
/// @param derived true where they come from the total
public record PhasePowers(List<Double> watts, boolean derived) {

    /// Three values, each rounded to a watt, differ from their sum by this much at most.
    private static final double ROUNDED = 2;

    private static final Phase[] PHASES = {Phase.L1, Phase.L2, Phase.L3};

    /// The phases as measured, else as the rule has it.
    public static PhasePowers of(FreshValues values, PhaseRule rule) {
        return of(values::fresh, rule);
    }

    /// The same of values that were asked for in another way; NaN where there is none.
    public static PhasePowers of(ToDoubleFunction<Point> values, PhaseRule rule) {
        double[] measured = of(values, Quantity.ACTIVE_POWER);
        for (double watts : measured) {
            if (!Double.isNaN(watts)) {
                return new PhasePowers(boxed(measured), false);
            }
        }
        double total = values.applyAsDouble(Point.of(Quantity.ACTIVE_POWER));
        double[] parts = parts(values, rule);
        for (int i = 0; i < parts.length; i++) {
            parts[i] *= total;
        }
        return new PhasePowers(boxed(parts), true);
    }

    /// Whether a phase without a value carries nothing: the others make up the total, within 2 W or 1 %. Asked where a
    /// device has no word for a phase that was not measured.
    ///
    /// @param total in watts, as it is told beside the phases
    public boolean complete(double total) {
        double rest = total;
        boolean missing = false;
        for (double each : watts) {
            missing |= Double.isNaN(each);
            rest -= Double.isNaN(each) ? 0 : each;
        }
        return !missing || Math.abs(rest) <= Math.max(ROUNDED, Math.abs(total) / 100);
    }

    /// The power of one phase in watts; NaN where there is none.
    ///
    /// @param phase L1, L2 or L3
    public double watts(Phase phase) {
        return watts.get(Arrays.asList(PHASES).indexOf(phase));
    }

    private static List<Double> boxed(double... each) {
        return Arrays.stream(each).boxed().toList();
    }

    /// One value for each phase.
    private static double[] of(ToDoubleFunction<Point> values, Quantity quantity) {
        double[] each = new double[PHASES.length];
        for (int i = 0; i < each.length; i++) {
            each[i] = values.applyAsDouble(Point.of(quantity, PHASES[i]));
        }
        return each;
    }

    /// What part of the total each phase gets; NaN: none at all.
    private static double[] parts(ToDoubleFunction<Point> values, PhaseRule rule) {
        double none = Double.NaN;
        return switch (rule) {
            case SHARE -> shares(values);
            case THIRDS -> thirds();
            case L1 -> new double[] {1, none, none};
            case L2 -> new double[] {none, 1, none};
            case L3 -> new double[] {none, none, 1};
            case NONE -> new double[] {none, none, none};
        };
    }

    private static double[] thirds() {
        return new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3};
    }

    /// In proportion to voltage times current of the phases that the device tells anything of; in equal parts where
    /// one of these is missing, or no current flows. Without any phase it is L1.
    private static double[] shares(ToDoubleFunction<Point> values) {
        double[] volts = of(values, Quantity.VOLTAGE);
        double[] amperes = of(values, Quantity.CURRENT);
        double[] shares = new double[PHASES.length];
        double sum = 0;
        int known = 0;
        for (int i = 0; i < shares.length; i++) {
            if (Double.isNaN(volts[i]) && Double.isNaN(amperes[i])) {
                shares[i] = Double.NaN;
            } else {
                known++;
                shares[i] = volts[i] * Math.abs(amperes[i]);
                sum += shares[i];
            }
        }
        if (known == 0) {
            return new double[] {1, Double.NaN, Double.NaN};
        }
        boolean proportional = sum > 0;
        for (int i = 0; i < shares.length; i++) {
            boolean there = !Double.isNaN(volts[i]) || !Double.isNaN(amperes[i]);
            shares[i] = there ? proportional ? shares[i] / sum : 1.0 / known : Double.NaN;
        }
        return shares;
    }
}
