package io.polymeter.link.virtual;

import io.polymeter.config.Term;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Adds the readings of meters, point by point.
///
/// Powers and counters add up. Currents, apparent powers and power factors do not: they are absent. Of a subtracted
/// meter what it imports counts as export and the other way round, so both counters only ever rise, and their
/// difference is the net energy. Voltages and the frequency are those of the grid all parts hang on: the first
/// part's that measures them.
final class Sum {

    private static final List<Point> ADDED = points(
            Quantity.ACTIVE_POWER,
            Quantity.REACTIVE_POWER,
            Quantity.DC_POWER,
            Quantity.ACTIVE_ENERGY_IMPORT,
            Quantity.ACTIVE_ENERGY_EXPORT,
            Quantity.REACTIVE_ENERGY_IMPORT,
            Quantity.REACTIVE_ENERGY_EXPORT);

    private static final List<Point> SHARED = points(Quantity.VOLTAGE, Quantity.LINE_VOLTAGE, Quantity.FREQUENCY);

    private final long mostSkew;

    /// One summand.
    ///
    /// @param sign 1 or -1
    record Part(Readings readings, int sign) {}

    /// A sum.
    ///
    /// @param skew the most that live values of one sum were apart, in nanoseconds
    /// @param skewed how many points were not renewed, because their parts are too far apart in time
    record Result(Readings readings, long skew, int skewed) {}

    Sum(Duration mostSkew) {
        this.mostSkew = mostSkew.toNanos();
    }

    /// The next readings of the virtual meter. A live value whose parts are too far apart keeps its old value and
    /// instant, and so becomes stale.
    Result next(Readings before, List<Part> parts) {
        Readings.Builder next = before.toBuilder();
        long widest = 0;
        int skewed = 0;
        for (Point point : ADDED) {
            double sum = 0;
            long oldest = 0;
            long newest = 0;
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                Point from = part.sign() < 0 ? opposite(point) : point;
                sum += isCounter(point)
                        ? part.readings().value(from)
                        : part.sign() * part.readings().value(from);
                long instant = part.readings().instant(from);
                oldest = i == 0 || instant - oldest < 0 ? instant : oldest;
                newest = i == 0 || instant - newest > 0 ? instant : newest;
            }
            if (Double.isNaN(sum)) {
                next.put(point, Double.NaN, oldest);
                continue;
            }
            if (!isCounter(point)) {
                widest = Math.max(widest, newest - oldest);
                if (newest - oldest > mostSkew) {
                    skewed++;
                    continue;
                }
            }
            next.put(point, sum, oldest, true);
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
        SHARED.stream()
                .filter(point -> parts.stream().anyMatch(part -> part.contains(point)))
                .forEach(points::add);
        return points;
    }

    private static void share(Point point, List<Part> parts, Readings.Builder next) {
        for (Part part : parts) {
            if (part.readings().has(point)) {
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
            case ACTIVE_ENERGY_IMPORT -> Quantity.ACTIVE_ENERGY_EXPORT;
            case ACTIVE_ENERGY_EXPORT -> Quantity.ACTIVE_ENERGY_IMPORT;
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
