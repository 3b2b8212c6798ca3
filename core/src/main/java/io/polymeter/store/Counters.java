package io.polymeter.store;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The energy counters of one meter: what its consumers are shown never falls. Takes no lock.
public final class Counters {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.counters");

    private static final List<Point> POINTS = Point.all().stream()
            .filter(point -> point.quantity().kind() == Quantity.Kind.ENERGY)
            .toList();

    private static final double NANOS_PER_HOUR = 3.6e12;

    private final String meter;
    private final AtomicReference<State> state = new AtomicReference<>(new State(Map.of(), Map.of(), Map.of(), 0));
    private volatile long integrate;

    /// @param counts by point
    /// @param heard when a counter or a power was last heard, in this run of the program
    /// @param powers the last power of those that are integrated
    /// @param falls how many times a source's counter fell
    private record State(
            Map<Point, MonotonicCounter> counts, Map<Point, Long> heard, Map<Point, Double> powers, long falls) {}

    Counters(String meter) {
        this.meter = meter;
    }

    /// Whether power is integrated where the source counts no energy, over gaps of at most `gap`; zero: it is
    /// not.
    public void integrate(Duration gap) {
        integrate = gap.toNanos();
    }

    boolean integrates() {
        return integrate > 0;
    }

    /// How many times a counter of the source fell and was counted on.
    public long falls() {
        return state.get().falls();
    }

    /// What consumers are shown for what was measured. The same measurement may come more than once, and late.
    Readings correct(Readings measured) {
        while (true) {
            State before = state.get();
            Step step = new Step(before, measured);
            POINTS.forEach(step::count);
            if (integrate > 0) {
                for (Phase phase : Phase.AC) {
                    step.power(phase, integrate);
                }
            }
            if (!step.changed) {
                return step.readings();
            }
            State after = step.state();
            if (state.compareAndSet(before, after)) {
                step.told.forEach(LOG::warn);
                return step.readings();
            }
        }
    }

    Map<Point, MonotonicCounter> counts() {
        return state.get().counts();
    }

    /// Goes on from what was stored.
    void restore(Map<Point, MonotonicCounter> stored) {
        state.set(new State(Map.copyOf(stored), Map.of(), Map.of(), 0));
    }

    /// Sets or lifts the bounds of counters.
    void bound(Map<Point, MonotonicCounter> bounds) {
        state.updateAndGet(now -> {
            Map<Point, MonotonicCounter> next = new HashMap<>(now.counts());
            // One that was heard for the first time meanwhile has its turn the next time.
            bounds.forEach((point, bound) -> next.computeIfPresent(
                    point, (_, count) -> count.waiting() == bound.waiting() ? count.bound(bound.most()) : count));
            return new State(next, now.heard(), now.powers(), now.falls());
        });
    }

    /// One measurement on its way. Changes copies alone.
    private final class Step {
        private final Readings measured;
        private final Readings.Builder shown;
        private final Map<Point, MonotonicCounter> counts;
        private final Map<Point, Long> heard;
        private final Map<Point, Double> powers;
        private final List<String> told = new ArrayList<>();
        private long falls;
        private boolean changed;
        private boolean corrected;

        private Step(State before, Readings measured) {
            this.measured = measured;
            this.shown = measured.toBuilder();
            this.counts = new HashMap<>(before.counts());
            this.heard = new HashMap<>(before.heard());
            this.powers = new HashMap<>(before.powers());
            this.falls = before.falls();
        }

        private State state() {
            return new State(counts, heard, powers, falls);
        }

        private Readings readings() {
            return corrected ? shown.build() : measured;
        }

        private void count(Point point) {
            if (!measured.has(point)) {
                return;
            }
            double value = measured.value(point);
            long instant = measured.instant(point);
            MonotonicCounter count = counts.get(point);
            Long last = heard.get(point);
            // What is older than the last one, or the same again, tells nothing new.
            if (last == null || count == null || instant - last > 0) {
                count = step(point, count, value);
                counts.put(point, count);
                heard.put(point, instant);
                changed = true;
            }
            if (count.shown() != value) {
                shown.put(point, count.shown(), instant, true);
                corrected = true;
            }
        }

        private MonotonicCounter step(
                Point point, @org.jspecify.annotations.Nullable MonotonicCounter count, double value) {
            if (count == null) {
                return MonotonicCounter.first(value);
            }
            if (count.falls(value)) {
                falls++;
                told.add("%s: %s fell from %.3f to %.3f: it is counted on from %.3f"
                        .formatted(meter, point, count.measured(), value, count.shown()));
            }
            return count.next(value);
        }

        /// Adds what flowed since the last power of this phase to the counter of its direction. Over a gap nobody
        /// knows what flowed, and nothing is added.
        private void power(Phase phase, long gap) {
            Point power = Point.of(Quantity.ACTIVE_POWER, phase);
            Point imported = Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase);
            Point exported = Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase);
            if (!measured.has(power) || measured.has(imported) || measured.has(exported)) {
                return;
            }
            double watts = measured.value(power);
            long instant = measured.instant(power);
            Long last = heard.get(power);
            if (last == null || instant - last > 0) {
                long nanos = last == null ? 0 : instant - last;
                double hours = nanos > gap ? 0 : nanos / NANOS_PER_HOUR;
                double energy = (watts + powers.getOrDefault(power, watts)) / 2 * hours;
                add(imported, Math.max(0, energy));
                add(exported, Math.max(0, -energy));
                heard.put(power, instant);
                powers.put(power, watts);
                changed = true;
            }
            show(imported, instant);
            show(exported, instant);
        }

        private void add(Point point, double energy) {
            MonotonicCounter count = counts.get(point);
            counts.put(point, count == null ? MonotonicCounter.first(energy) : count.plus(energy));
        }

        private void show(Point point, long instant) {
            MonotonicCounter count = counts.get(point);
            if (count != null) {
                shown.put(point, count.shown(), instant, true);
                corrected = true;
            }
        }
    }
}
