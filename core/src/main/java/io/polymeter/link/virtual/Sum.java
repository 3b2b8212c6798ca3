package io.polymeter.link.virtual;

import io.polymeter.config.Role;
import io.polymeter.config.kind.Term;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Adds the readings of meters, point by point.
///
/// Powers add up. Currents, apparent powers and power factors do not: they are absent. Voltages and the frequency are
/// those of the grid all parts hang on: the first part's that measures them. Active energy is what the power of the sum
/// means: positive power counts as import, or as export where the sum is a producer ([NetEnergy]). Of a part,
/// the energy that goes with positive power is its import, of a producer its export. For one thread.
final class Sum {

    private static final List<Point> ADDED = points(
            Quantity.ACTIVE_POWER,
            Quantity.REACTIVE_POWER,
            Quantity.DC_POWER,
            Quantity.REACTIVE_ENERGY_IMPORT,
            Quantity.REACTIVE_ENERGY_EXPORT);

    private static final List<Point> SHARED = points(Quantity.VOLTAGE, Quantity.LINE_VOLTAGE, Quantity.FREQUENCY);

    private final long mostSkew;
    private final @Nullable Role role;
    private final ToDoubleFunction<Point> stored;
    private final Map<Phase, NetEnergy> energies = new EnumMap<>(Phase.class);

    /// One summand.
    ///
    /// @param sign 1 or -1
    /// @param role null: nobody says
    /// @param asleep true where it gives nothing at present, and its counters stand
    record Part(Readings readings, int sign, @Nullable Role role, boolean asleep) {

        /// A part of which nothing is known but its readings.
        Part(Readings readings, int sign) {
            this(readings, sign, null, false);
        }

        /// The same with other readings.
        Part with(Readings others) {
            return new Part(others, sign, role, asleep);
        }

        private boolean produces() {
            return role == Role.PRODUCER;
        }

        /// What went the way of its positive power, in Wh; NaN where that is not known. A part that goes one way alone
        /// may have no counter for the other.
        private double energy(Phase phase) {
            double imported = readings.value(Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase));
            double exported = readings.value(Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase));
            double with = produces() ? exported : imported;
            double against = produces() ? imported : exported;
            boolean bothWays = role == Role.GRID || role == Role.STORAGE;
            if (role == null && Double.isNaN(with)) {
                return -against;
            }
            return Double.isNaN(against) && !bothWays ? with : with - against;
        }

        private long energyInstant(Phase phase) {
            Point imported = Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase);
            Point exported = Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase);
            if (!readings.has(imported) || !readings.has(exported)) {
                return readings.instant(readings.has(imported) ? imported : exported);
            }
            long one = readings.instant(imported);
            long other = readings.instant(exported);
            return one - other < 0 ? one : other;
        }
    }

    /// A sum.
    ///
    /// @param skew the most that live values of one sum were apart, in nanoseconds
    /// @param skewed how many points were not renewed, because their parts are too far apart in time
    record Result(Readings readings, long skew, int skewed) {}

    Sum(Duration mostSkew) {
        this(mostSkew, null, _ -> Double.NaN);
    }

    /// @param role of the sum; null: a producer where all parts are
    /// @param stored what was shown of a counter before; NaN: nothing
    Sum(Duration mostSkew, @Nullable Role role, ToDoubleFunction<Point> stored) {
        this.mostSkew = mostSkew.toNanos();
        this.role = role;
        this.stored = stored;
    }

    /// The next readings of the virtual meter. A live value whose parts are too far apart keeps its old value and
    /// instant, and so becomes stale.
    Result next(Readings before, List<Part> parts) {
        Readings.Builder next = before.toBuilder();
        long widest = 0;
        int skewed = 0;
        for (Point point : ADDED) {
            Added added = add(point, parts);
            if (Double.isNaN(added.sum())) {
                next.put(point, Double.NaN, added.oldest());
            } else if (!isCounter(point) && added.skew() > mostSkew) {
                widest = Math.max(widest, added.skew());
                skewed++;
            } else {
                widest = isCounter(point) ? widest : Math.max(widest, added.skew());
                next.put(point, added.sum(), added.oldest(), true);
            }
        }
        Readings powers = next.build();
        for (Phase phase : Quantity.ACTIVE_ENERGY_IMPORT.places()) {
            energy(phase, parts, powers, next);
        }
        SHARED.forEach(point -> share(point, parts, next));
        return new Result(next.build(), widest, skewed);
    }

    /// What a sum of parts with these points has.
    static Set<Point> points(List<Term> terms, List<Set<Point>> parts) {
        Set<Point> points = new HashSet<>();
        for (Point point : ADDED) {
            boolean whole = true;
            for (int i = 0; i < parts.size(); i++) {
                whole &= parts.get(i).contains(terms.get(i).negative() ? opposite(point) : point);
            }
            if (whole && !parts.isEmpty()) {
                points.add(point);
            }
        }
        for (Phase phase : List.of(Phase.TOTAL, Phase.L1, Phase.L2, Phase.L3)) {
            Point imported = Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase);
            Point exported = Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase);
            if (!parts.isEmpty()
                    && parts.stream().allMatch(part -> part.contains(imported) || part.contains(exported))) {
                points.add(imported);
                points.add(exported);
            }
        }
        SHARED.stream()
                .filter(point -> parts.stream().anyMatch(part -> part.contains(point)))
                .forEach(points::add);
        return points;
    }

    private record Added(double sum, long oldest, long newest) {
        long skew() {
            return newest - oldest;
        }
    }

    private static Added add(Point point, List<Part> parts) {
        double sum = 0;
        long oldest = 0;
        long newest = 0;
        boolean any = false;
        for (Part part : parts) {
            if (part.asleep() && !isCounter(point)) {
                continue;
            }
            Point from = part.sign() < 0 ? opposite(point) : point;
            double value = part.readings().value(from);
            sum += isCounter(point) ? value : part.sign() * value;
            long instant = part.readings().instant(from);
            if (!part.asleep()) {
                oldest = !any || instant - oldest < 0 ? instant : oldest;
                newest = !any || instant - newest > 0 ? instant : newest;
                any = true;
            }
        }
        // Where everybody sleeps nobody says when.
        return new Added(any ? sum : Double.NaN, oldest, newest);
    }

    private void energy(Phase phase, List<Part> parts, Readings powers, Readings.Builder next) {
        Point imported = Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase);
        Point exported = Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase);
        List<Double> counted =
                parts.stream().map(part -> part.sign() * part.energy(phase)).toList();
        List<Part> awake = parts.stream().filter(part -> !part.asleep()).toList();
        if (counted.stream().anyMatch(value -> value.isNaN()) || awake.isEmpty()) {
            next.put(imported, Double.NaN, 0).put(exported, Double.NaN, 0);
            return;
        }
        boolean produces =
                role == Role.PRODUCER || role == null && parts.stream().allMatch(Part::produces);
        Point with = produces ? exported : imported;
        Point against = produces ? imported : exported;
        NetEnergy energy = energies.computeIfAbsent(
                phase, _ -> new NetEnergy(stored.applyAsDouble(with), stored.applyAsDouble(against)));
        Point power = Point.of(Quantity.ACTIVE_POWER, phase);
        energy.step(counted, powers.value(power), powers.instant(power));
        long oldest = awake.getFirst().energyInstant(phase);
        for (Part part : awake) {
            long instant = part.energyInstant(phase);
            oldest = instant - oldest < 0 ? instant : oldest;
        }
        next.put(with, energy.taken(), oldest, true).put(against, energy.given(), oldest, true);
    }

    private static void share(Point point, List<Part> parts, Readings.Builder next) {
        for (Part part : parts) {
            if (part.readings().has(point) && !part.asleep()) {
                next.put(point, part.readings().value(point), part.readings().instant(point), true);
                return;
            }
        }
        next.put(point, Double.NaN, 0);
    }

    private static boolean isCounter(Point point) {
        return point.quantity().kind() == Quantity.Kind.ENERGY;
    }

    private static Point opposite(Point point) {
        Quantity other = switch (point.quantity()) {
            case REACTIVE_ENERGY_IMPORT -> Quantity.REACTIVE_ENERGY_EXPORT;
            case REACTIVE_ENERGY_EXPORT -> Quantity.REACTIVE_ENERGY_IMPORT;
            default -> point.quantity();
        };
        return Point.of(other, point.phase());
    }

    private static List<Point> points(Quantity... quantities) {
        List<Point> points = new ArrayList<>();
        for (Quantity quantity : quantities) {
            quantity.places().stream().map(phase -> Point.of(quantity, phase)).forEach(points::add);
        }
        return List.copyOf(points);
    }
}
