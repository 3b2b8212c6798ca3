package io.polymeter.lab.loop;

import io.polymeter.regulation.Regulation;
import io.polymeter.twin.Curves;
import io.polymeter.twin.TwinUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// The measures of AstraMeter's open evaluation, with its constants, from a value each second.
final class EvaluationScore {

    /// What is measured, in the order of the figures.
    static final List<String> MEASURES = List.of(
            "settle",
            "unsettled",
            "overshoot",
            "crossings",
            "p2p",
            "rms",
            "steady",
            "abs",
            "import",
            "export",
            "regret",
            "travel");

    private static final double BAND = 25;
    private static final int HELD = 10;
    private static final double EVENT = 600;
    private static final double CROSSING = 20;
    private static final double TRANSIENT = 120;
    private static final double HEADROOM = 5;
    private static final double RETAIL = 30;
    private static final double FEED_IN = 8;

    private final double[] grid;
    private final double[] load;
    private final Map<String, double[]> powers;
    private final Map<String, double[]> charges;
    private final List<TwinUnit> units;
    private final List<Double> marks;

    /// @param marks when something was switched, seconds in order
    EvaluationScore(Curves curves, List<TwinUnit> units, List<Double> marks) {
        this.grid = curves.grid();
        this.load = curves.load();
        this.powers = curves.powers();
        this.charges = curves.charges();
        this.units = units;
        this.marks = marks;
    }

    /// The output at which a battery is.
    static String output(int unit) {
        return "b" + (unit + 1);
    }

    /// All figures.
    double[] figures() {
        double[] steps = steps();
        double[] sorted = grid.clone();
        Arrays.sort(sorted);
        double[] avoidable = avoidable();
        double hours = grid.length / 3600.0;
        double travel =
                powers.values().stream().mapToDouble(EvaluationScore::moved).sum();
        return new double[] {
            steps[0],
            steps[1],
            steps[2],
            crossings() / hours,
            percentile(sorted, 0.95) - percentile(sorted, 0.05),
            effective(_ -> true),
            effective(second -> marks.stream().noneMatch(mark -> second >= mark && second < mark + TRANSIENT)),
            Arrays.stream(grid).map(Math::abs).average().orElse(0),
            avoidable[0],
            avoidable[1],
            Math.max(0, cost(grid) - cost(foreseen())),
            travel / hours
        };
    }

    private static double moved(double[] power) {
        double sum = 0;
        for (int i = 1; i < power.length; i++) {
            sum += Math.abs(power[i] - power[i - 1]);
        }
        return sum;
    }

    private static double percentile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int low = (int) at;
        return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
    }

    private double effective(IntPredicate counts) {
        double squares = 0;
        int count = 0;
        for (int i = 0; i < grid.length; i++) {
            if (counts.test(i)) {
                squares += grid[i] * grid[i];
                count++;
            }
        }
        return count == 0 ? 0 : Math.sqrt(squares / count);
    }

    private int crossings() {
        int crossings = 0;
        int side = 0;
        for (double power : grid) {
            int now = power > CROSSING ? 1 : power < -CROSSING ? -1 : side;
            crossings += side != 0 && now != side ? 1 : 0;
            side = now;
        }
        return crossings;
    }

    /// Mean time to settle, how many did not, and the furthest overshoot.
    private double[] steps() {
        double times = 0;
        int unsettled = 0;
        double furthest = 0;
        int count = 0;
        for (int i = 0; i < marks.size(); i++) {
            // The first value is that of second 1.
            double mark = marks.get(i) - 1;
            int from = (int) Math.ceil(mark - 1e-6);
            double next = i + 1 < marks.size() ? marks.get(i + 1) - 1 : Double.POSITIVE_INFINITY;
            int until = (int) Math.min(grid.length - 1.0, Math.min(mark + EVENT, Math.ceil(next - 1e-6) - 1));
            if (from > until || Math.abs(grid[from]) < BAND) {
                continue;
            }
            count++;
            double sign = Math.signum(grid[from]);
            for (int second = from; second <= until; second++) {
                furthest = Math.max(furthest, -sign * grid[second]);
            }
            int settled = settled(from, until);
            unsettled += settled < 0 ? 1 : 0;
            times += (settled < 0 ? until : settled) - mark;
        }
        return new double[] {count == 0 ? 0 : times / count, unsettled, furthest};
    }

    private int settled(int from, int until) {
        int since = -1;
        for (int second = from; second <= until; second++) {
            since = Math.abs(grid[second]) >= BAND ? -1 : since < 0 ? second : since;
            if (since >= 0 && second - since >= HELD) {
                return since;
            }
        }
        return -1;
    }

    /// What was drawn and fed in, watt-hours, while a battery could have done more.
    private double[] avoidable() {
        double drawn = 0;
        double fed = 0;
        for (int i = 0; i < grid.length; i++) {
            boolean gives = false;
            boolean takes = false;
            for (int unit = 0; unit < units.size(); unit++) {
                Regulation.Plant plant = units.get(unit).regulation().plant();
                double power = at(powers, unit, i);
                double charge = at(charges, unit, i);
                gives |= charge > 0.02 && power < plant.discharge() - HEADROOM;
                boolean charges = plant.charge() > 0 || plant.discharge() > 800;
                takes |= charges && charge < 0.98 && power > -plant.charge() + HEADROOM;
            }
            drawn += gives ? Math.max(0, grid[i]) / 3600 : 0;
            fed += takes ? Math.max(0, -grid[i]) / 3600 : 0;
        }
        return new double[] {drawn, fed};
    }

    private static double at(Map<String, double[]> curves, int unit, int second) {
        double[] curve = curves.get(output(unit));
        return curve == null ? 0 : curve[second];
    }

    private static double cost(double[] grid) {
        return Arrays.stream(grid)
                        .map(power -> power > 0 ? RETAIL * power : FEED_IN * power)
                        .sum()
                / 3.6e6;
    }

    /// What one battery of the same sum leaves at the grid when it knows everything at once.
    private double[] foreseen() {
        double capacity = units.stream().mapToDouble(TwinUnit::capacity).sum();
        double energy = units.stream()
                .mapToDouble(unit -> unit.charge() * unit.capacity())
                .sum();
        double charge = units.stream()
                .mapToDouble(unit -> unit.regulation().plant().charge())
                .sum();
        double discharge = units.stream()
                .mapToDouble(unit -> unit.regulation().plant().discharge())
                .sum();
        double[] left = new double[load.length];
        for (int i = 0; i < left.length; i++) {
            int second = i;
            double solar = units.stream()
                    .mapToDouble(unit -> unit.solar().applyAsDouble(second))
                    .sum();
            double most = Math.min(discharge, solar + energy * 3600);
            double least = Math.min(most, Math.max(-charge, solar - (capacity - energy) * 3600));
            double power = Math.clamp(load[i], least, most);
            energy = Math.clamp(energy + (solar - power) / 3600, 0, capacity);
            left[i] = load[i] - power;
        }
        return left;
    }
}
