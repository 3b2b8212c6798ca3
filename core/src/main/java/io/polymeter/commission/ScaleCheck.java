package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Power, current and energy against each other: a step of a resistive load is as large in volts times amperes as in
/// watts, and power adds up to what the counters count.
final class ScaleCheck {

    static final Message KETTLES =
            Message.of("needs-kettle-on-each", "three times a kettle, on and off, on each phase");

    private static final double[] DECADES = {0.001, 0.01, 0.1, 10, 100, 1000};
    private static final double FUSE = 95;
    private static final int COUNTS = 10;

    private final Samples samples;
    private final Commissioning.Notes notes;
    private boolean verified;

    ScaleCheck(Samples samples, Commissioning.Notes notes) {
        this.samples = samples;
        this.notes = notes;
    }

    /// Examines it.
    ///
    /// @return whether watts are watts, as far as can be told
    boolean check(boolean voltage) {
        double energy = energy();
        double steps = voltage ? steps() : Double.NaN;
        if (Double.isNaN(energy)) {
            notes.open(
                    "energy",
                    Message.of("needs-counter-steps", "ten steps of an energy counter while the meter is watched"));
        }
        if (Double.isNaN(steps)) {
            notes.open("scale", KETTLES);
        }
        boolean powerIsRight = true;
        if (!Double.isNaN(steps)) {
            double decade = decade(Math.abs(steps));
            if (decade == 1) {
                notes.right("scale");
                verified = true;
            } else if (decade != 0) {
                powerIsRight = blame(decade, energy);
            }
        }
        energy(energy, steps, powerIsRight);
        return powerIsRight;
    }

    /// Whether power, voltage and current agree.
    boolean verified() {
        return verified;
    }

    /// Power is `decade` times what voltage and current say: one of them is wrong.
    private boolean blame(double decade, double energy) {
        double most = 0;
        double current = 0;
        for (int line = 0; line < Samples.LINES; line++) {
            most = Math.max(most, Samples.quantile(Samples.map(samples.line(Column.POWER_L1, line), Math::abs), 0.98));
            current = Math.max(
                    current, Samples.quantile(Samples.map(samples.line(Column.CURRENT_L1, line), Math::abs), 0.98));
        }
        Message evidence = Message.of(
                "seen-watts-scale",
                "steps of a load are {factor} times as large in watts as in volts times amperes",
                decade);
        boolean energySays = !Double.isNaN(energy);
        boolean currentIsWrong = current > FUSE || energySays && decade(Math.abs(energy)) == 1;
        boolean powerIsWrong = most > 230 * FUSE
                || decade <= 0.002 && current <= FUSE
                || energySays && decade(Math.abs(energy) * decade) == 1;
        if (currentIsWrong == powerIsWrong) {
            notes.open(
                    "scale",
                    Message.of(
                            "needs-counter",
                            "{what}; an energy counter of the meter would tell which is right",
                            evidence));
            return false;
        }
        notes.wrong(
                powerIsWrong ? "scale of power" : "scale of current",
                0.95,
                energySays
                        ? Message.of("seen-counters-agree", "{what}, and its counters agree with the other", evidence)
                        : evidence,
                Map.of(
                        "points",
                        powerIsWrong ? scales("active-power", 1 / decade, true) : scales("current", decade, false)));
        return currentIsWrong;
    }

    private static Map<String, Object> scales(String quantity, double factor, boolean total) {
        Map<String, Object> points = new HashMap<>();
        double rounded = factor >= 1 ? Math.rint(factor) : 1 / Math.rint(1 / factor);
        if (total) {
            points.put(quantity, Map.of("scale", rounded));
        }
        for (int line = 1; line <= Samples.LINES; line++) {
            points.put(quantity + ".L" + line, Map.of("scale", rounded));
        }
        return points;
    }

    private void energy(double energy, double steps, boolean powerIsRight) {
        if (Double.isNaN(energy) || !powerIsRight) {
            return;
        }
        double decade = decade(Math.abs(energy));
        if (energy < 0 && decade == 1) {
            notes.wrong(
                    "energy counters",
                    0.95,
                    Message.of(
                            "seen-counters-swapped",
                            "the import counter grows while power is exported, and the other way round: their registers"
                                    + " are swapped"),
                    Map.of());
        } else if (decade == 1) {
            notes.right("energy");
        } else if (decade != 0 && !Double.isNaN(steps) && energy > 0) {
            Map<String, Object> points = new HashMap<>(scales("active-energy-import", 1 / decade, true));
            points.putAll(scales("active-energy-export", 1 / decade, true));
            notes.wrong(
                    "scale of energy",
                    0.95,
                    Message.of(
                            "seen-counters-scale", "the counters grow {factor} times as fast as power adds up", decade),
                    Map.of("points", points));
        }
    }

    /// The median of watts per volt-ampere over steps of loads; NaN where there are too few.
    private double steps() {
        List<Double> ratios = new ArrayList<>();
        for (int line = 0; line < Samples.LINES; line++) {
            double[] apparent = samples.apparent(line);
            double[] power = samples.line(Column.POWER_L1, line);
            if (!Samples.known(apparent) || !Samples.known(power)) {
                continue;
            }
            double span = Samples.quantile(apparent, 0.99) - Samples.quantile(apparent, 0.01);
            for (int at : Samples.steps(apparent, Math.max(1, 0.4 * span))) {
                boolean large = Math.abs(Samples.step(apparent, at)) >= 60 || span > 230 * FUSE;
                if (large && Samples.oneWay(power, at)) {
                    ratios.add(Math.abs(Samples.step(power, at) / Samples.step(apparent, at)));
                }
            }
        }
        double[] all = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        double median = Samples.median(all);
        double spread = Samples.median(Samples.map(all, ratio -> Math.abs(ratio - median)));
        return all.length >= 3 && spread < 0.15 * median ? median : Double.NaN;
    }

    /// What the counters grew by, over what power adds up to; negative where they are crossed, NaN where too little
    /// happened.
    private double energy() {
        double[] power = samples.of(Column.POWER);
        double[] imported = samples.of(Column.IMPORT);
        double[] exported = samples.of(Column.EXPORT);
        boolean counted = Samples.known(imported) && Samples.known(exported);
        if (!counted || !Samples.known(power) || changes(imported) + changes(exported) < COUNTS) {
            return Double.NaN;
        }
        return EnergySlope.of(power, imported, exported);
    }

    private static int changes(double[] values) {
        int changes = 0;
        for (int i = 1; i < values.length; i++) {
            changes += values[i] > values[i - 1] ? 1 : 0;
        }
        return changes;
    }

    /// The power of ten a ratio is, 1 for itself; 0 where it is none.
    private static double decade(double ratio) {
        if (ratio > 0.8 && ratio < 1.25) {
            return 1;
        }
        for (double decade : DECADES) {
            if (ratio > 0.8 * decade && ratio < 1.25 * decade) {
                return decade;
            }
        }
        return 0;
    }
}
