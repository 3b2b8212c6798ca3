package io.polymeter.link.virtual;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes the powers of a sum's parts at one moment: that of the part that was measured longest ago. What another part
/// had then lies between two of its samples, and is taken from a straight line between them. For one thread.
final class Alignment {

    /// So many samples of each part are remembered.
    private static final int KEPT = 64;

    private static final List<Point> POWERS = Stream.of(
                    Quantity.ACTIVE_POWER, Quantity.REACTIVE_POWER, Quantity.DC_POWER)
            .flatMap(quantity -> quantity.places().stream().map(place -> Point.of(quantity, place)))
            .toList();

    private final long most;
    private final List<Deque<Readings>> past = new ArrayList<>();

    /// Parts at one moment.
    ///
    /// @param error watts by which the sum may be off, because a load may have stepped between two samples
    record Aligned(List<Sum.Part> parts, double error) {}

    /// @param most how far apart parts may be; zero: nothing is done
    Alignment(Duration most, int parts) {
        this.most = most.toNanos();
        for (int i = 0; i < parts; i++) {
            past.add(new ArrayDeque<>());
        }
    }

    /// Aligns the parts, which are always the same meters; those that are too far apart stay as they are.
    Aligned of(List<Sum.Part> parts) {
        if (most == 0) {
            return new Aligned(parts, 0);
        }
        OptionalLong moment = OptionalLong.empty();
        for (int i = 0; i < parts.size(); i++) {
            OptionalLong instant = remember(past.get(i), parts.get(i).readings());
            boolean counts = instant.isPresent() && !parts.get(i).asleep();
            if (counts && (moment.isEmpty() || instant.getAsLong() - moment.getAsLong() < 0)) {
                moment = instant;
            }
        }
        List<Sum.Part> aligned = new ArrayList<>();
        double error = 0;
        for (int i = 0; i < parts.size(); i++) {
            Sum.Part part = parts.get(i);
            Between between = moment.isEmpty() || part.asleep() ? null : between(past.get(i), moment.getAsLong());
            aligned.add(between == null ? part : part.with(between.readings(part.readings(), moment.getAsLong())));
            error += between == null ? 0 : between.error(moment.getAsLong());
        }
        return new Aligned(aligned, error);
    }

    /// @return when the powers were measured
    private static OptionalLong remember(Deque<Readings> samples, Readings readings) {
        OptionalLong instant = instant(readings);
        Readings last = samples.peekLast();
        boolean isNew = instant.isPresent()
                && (last == null || instant.getAsLong() - instant(last).orElseThrow() > 0);
        if (isNew) {
            samples.addLast(readings);
            if (samples.size() > KEPT) {
                samples.removeFirst();
            }
        }
        return instant;
    }

    private static OptionalLong instant(Readings readings) {
        for (Point power : POWERS) {
            if (!Double.isNaN(readings.value(power))) {
                return OptionalLong.of(readings.instant(power));
            }
        }
        return OptionalLong.empty();
    }

    /// The samples around a moment; null where it is not between two, or too long ago.
    private @Nullable Between between(Deque<Readings> samples, long moment) {
        Readings later = samples.peekLast();
        if (later == null || instant(later).orElseThrow() - moment > most) {
            return null;
        }
        for (var backwards = samples.descendingIterator(); backwards.hasNext(); ) {
            Readings sample = backwards.next();
            if (instant(sample).orElseThrow() - moment <= 0) {
                return sample == later ? null : new Between(sample, later);
            }
            later = sample;
        }
        return null;
    }

    private record Between(Readings before, Readings after) {

        private double at(Point power, long moment) {
            long begin = before.instant(power);
            long length = after.instant(power) - begin;
            double share = length <= 0 ? 0 : Math.clamp((double) (moment - begin) / length, 0, 1);
            return before.value(power) + share * (after.value(power) - before.value(power));
        }

        Readings readings(Readings newest, long moment) {
            Readings.Builder there = newest.toBuilder();
            for (Point power : POWERS) {
                double value = at(power, moment);
                if (!Double.isNaN(value)) {
                    there.put(power, value, moment, true);
                }
            }
            return there.build();
        }

        /// The most that the total may have been off the line.
        double error(long moment) {
            Point total = POWERS.getFirst();
            double value = at(total, moment);
            double most = Math.max(Math.abs(value - before.value(total)), Math.abs(value - after.value(total)));
            return Double.isNaN(most) ? 0 : most;
        }
    }
}
