package io.polymeter.store;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The energy counters of one meter: what its consumers are shown never falls. Takes no lock.
public final class Counters {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.counters");

    private static final List<Point> POINTS = Point.all().stream()
            .filter(point -> point.quantity().kind() == Quantity.Kind.ENERGY)
            .toList();

    private static final double NANOS_PER_HOUR = 3.6e12;

    /// What the total power is made of where it is not measured itself.
    private static final List<Point> PHASES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));

    private final String meter;
    private final CounterBook book;
    private final AtomicReference<CountState> state = new AtomicReference<>(CountState.of(Map.of()));
    /// Those that are on the disk, so that they go on from there whatever happens.
    private volatile Set<Point> kept = Set.of();
    private volatile Runnable seen = () -> {};
    private volatile long integrate;
    private volatile PlausibleSteps rated = PlausibleSteps.DEFAULT;

    Counters(String meter, CounterBook book) {
        this.meter = meter;
        this.book = book;
    }

    /// Whether power is integrated where the source counts no energy, over gaps of at most `gap`; zero: it is
    /// not.
    public void integrate(Duration gap) {
        integrate = gap.toNanos();
    }

    /// The connection is rated for so many amperes on each of three phases: its energy grows no faster. One that
    /// carries more is believed after a second reading.
    public void rated(double amperes) {
        rated = PlausibleSteps.of(amperes);
    }

    boolean integrates() {
        return integrate > 0;
    }

    /// How many times a counter of the source fell and was counted on.
    public long falls() {
        return state.get().falls();
    }

    /// What consumers were shown last, also before the program was started; NaN where nothing was.
    public double last(Point point) {
        MonotonicCounter count = state.get().counts().get(point);
        return count == null ? Double.NaN : count.shown();
    }

    /// How many readings were wrong, as the next one showed.
    public long spikes() {
        return state.get().spikes();
    }

    /// The device is about to be replaced, or has just been: with the first readings of another one the energy goes on
    /// from what was shown last, whatever that one has counted before.
    ///
    /// @return false where nothing has been counted yet, so that nothing can go on
    public boolean replace() {
        return state.updateAndGet(now -> now.with(Replacement.of(now.counted())))
                .replaced()
                .waits();
    }

    /// It is not replaced after all.
    public void keep() {
        state.updateAndGet(now -> now.with(Replacement.NONE));
    }

    /// True while the first readings of another device are awaited.
    public boolean replacing() {
        return state.get().replaced().waits();
    }

    /// What consumers are shown for what was measured. The same measurement may come more than once, and late.
    Readings correct(Readings measured) {
        while (true) {
            CountState before = state.get();
            Step step = new Step(before, measured);
            POINTS.forEach(step::count);
            if (integrate > 0) {
                for (Phase phase : Phase.AC) {
                    step.power(phase, integrate);
                }
            }
            if (!step.changed() || state.compareAndSet(before, step.state())) {
                step.told().forEach(LOG::warn);
                if (step.counts.size() > before.counts().size()
                        || step.unsure.size() > before.unsure().size()) {
                    book.begins();
                }
                return step.readings();
            }
        }
    }

    Map<Point, MonotonicCounter> counts() {
        return state.get().counts();
    }

    /// Whether this counter waits for another device's first reading.
    boolean replacing(Point point) {
        return state.get().replaced().points().contains(point);
    }

    /// Goes on from what was stored.
    ///
    /// @param replaced counters that wait for another device's first reading
    void restore(Map<Point, MonotonicCounter> stored, Set<Point> replaced) {
        state.set(CountState.of(Map.copyOf(stored)).with(Replacement.of(replaced)));
        kept = Set.copyOf(stored.keySet());
    }

    /// Counters that went to their bound after a crash, and are not stored there yet.
    Set<Point> unsure() {
        return state.get().unsure();
    }

    /// These are on the disk.
    ///
    /// @param sure those of them that had gone to their bound
    void kept(Set<Point> stored, Set<Point> sure) {
        boolean more = !kept.containsAll(stored) || !sure.isEmpty();
        kept = stored;
        state.updateAndGet(now -> now.stored(sure));
        if (more) {
            seen.run();
        }
    }

    /// Nothing waits to be stored any more.
    void free() {
        if (!kept.containsAll(counts().keySet())) {
            seen.run();
        }
    }

    /// Tells of counters that may be seen from now on; any thread.
    void onSeen(Runnable listener) {
        seen = listener;
    }

    /// Sets or lifts the bounds of counters.
    void bound(Map<Point, MonotonicCounter> bounds) {
        state.updateAndGet(now -> {
            Map<Point, MonotonicCounter> next = new HashMap<>(now.counts());
            // One that was heard for the first time meanwhile has its turn the next time.
            bounds.forEach((point, bound) -> next.computeIfPresent(
                    point, (_, count) -> count.waiting() == bound.waiting() ? count.bound(bound.most()) : count));
            return now.with(next);
        });
    }

    /// One measurement on its way. Changes copies alone.
    private final class Step {
        private final Readings measured;
        private final Readings.Builder shown;
        private final Map<Point, MonotonicCounter> counts;
        private final Map<Point, Long> heard;
        private final Map<Point, Double> powers;
        private final Map<Point, HeldStep> held;
        private final Map<Point, PlausibleSteps> steps;
        private final List<String> told = new ArrayList<>();
        private long falls;
        private long spikes;
        private final Set<Point> unsure;
        private Replacement replaced;
        private boolean changed;
        private boolean corrected;

        private Step(CountState before, Readings measured) {
            this.measured = measured;
            this.shown = measured.toBuilder();
            this.counts = new HashMap<>(before.counts());
            this.heard = new HashMap<>(before.heard());
            this.powers = new HashMap<>(before.powers());
            this.held = new HashMap<>(before.held());
            this.steps = new HashMap<>(before.steps());
            this.falls = before.falls();
            this.spikes = before.spikes();
            this.unsure = new HashSet<>(before.unsure());
            this.replaced = before.replaced();
        }

        private boolean changed() {
            return changed;
        }

        private List<String> told() {
            return changed ? told : List.of();
        }

        private CountState state() {
            return new CountState(counts, heard, powers, held, steps, falls, spikes, Set.copyOf(unsure), replaced);
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
            HeldStep waits = held.get(point);
            long newest = waits != null ? waits.instant() : last != null ? last : instant - 1;
            // What is older than the last one, or the same again, tells nothing new.
            if (count == null || instant - newest > 0) {
                count = read(point, count, value, instant);
                changed = true;
            }
            if (isHidden(point, count)) {
                shown.put(point, Double.NaN, instant);
                corrected = true;
            } else if (count.shown() != value) {
                boolean isHeld = held.containsKey(point);
                shown.put(point, count.shown(), isHeld ? heard.getOrDefault(point, instant) : instant, true);
                corrected = true;
            }
        }

        /// Whether a counter may not be seen yet: consumers saw more before a crash, or would see it fall after one.
        private boolean isHidden(Point point, MonotonicCounter count) {
            return count.waiting() || book.isKept() && (!kept.contains(point) || unsure.contains(point));
        }

        /// Takes a reading, or holds it until the next one.
        private MonotonicCounter read(Point point, @Nullable MonotonicCounter count, double value, long instant) {
            HeldStep waits = held.remove(point);
            if (count != null) {
                PlausibleSteps most = most(point);
                Long last = heard.get(point);
                long good = last == null ? instant - PlausibleSteps.UNKNOWN : last;
                if (replaced.begins(point, last == null ? 0 : instant - last)
                        || replaced.points().contains(point)
                                && (count.falls(value) || !count.reaches(value, most, instant - good))) {
                    return goOn(point, count, value, instant);
                }
                if (waits != null) {
                    HeldStep next = new HeldStep(value, instant);
                    judge(point, waits, waits.judge(new HeldStep(count.measured(), good), next, most), next);
                    if (!held.containsKey(point)) {
                        return take(point, count, value, instant);
                    }
                    return count;
                }
                if (!count.reaches(value, most, instant - good)) {
                    held.put(point, new HeldStep(value, instant));
                    return count;
                }
            }
            return take(point, count, value, instant);
        }

        /// The first reading of another device.
        private MonotonicCounter goOn(Point point, MonotonicCounter count, double value, long instant) {
            replaced = replaced.without(point);
            steps.remove(point);
            MonotonicCounter next = count.replaced(value);
            if (count.waiting()) {
                unsure.add(point);
            }
            told.add("%s: %s was replaced at %.3f: it is counted on from %.3f"
                    .formatted(meter, point, value, next.shown()));
            counts.put(point, next);
            heard.put(point, instant);
            return next;
        }

        private void judge(Point point, HeldStep waits, HeldStep.Verdict verdict, HeldStep next) {
            double value = next.value();
            long instant = next.instant();
            PlausibleSteps most = most(point);
            switch (verdict) {
                case CONFIRMED -> {
                    if (!most.fits(waits.value(), value, instant - waits.instant())) {
                        steps.put(point, most.raised(value - waits.value(), instant - waits.instant()));
                    }
                }
                case TAKEN_BACK -> spike(point, waits, value);
                case OTHER -> {
                    double good = Objects.requireNonNull(counts.get(point)).measured();
                    if (value > good) {
                        held.put(point, next);
                    } else {
                        spike(point, waits, value);
                    }
                }
            }
        }

        private void spike(Point point, HeldStep waits, double value) {
            spikes++;
            // A device that does it all the time is not told of all the time.
            if (Long.bitCount(spikes) == 1) {
                told.add("%s: %s was %.3f for one reading, and then %.3f: it is not counted (%d such readings so far)"
                        .formatted(meter, point, waits.value(), value, spikes));
            }
        }

        private PlausibleSteps most(Point point) {
            PlausibleSteps own = point.phase() == Phase.TOTAL ? rated : rated.ofPhase();
            PlausibleSteps seen = steps.get(point);
            return seen != null && seen.watts() > own.watts() ? seen : own;
        }

        private MonotonicCounter take(Point point, @Nullable MonotonicCounter count, double value, long instant) {
            MonotonicCounter next = count == null ? MonotonicCounter.first(value) : step(point, count, value, instant);
            if (count != null && count.waiting() && next.shown() == count.most()) {
                unsure.add(point);
            }
            counts.put(point, next);
            heard.put(point, instant);
            return next;
        }

        private MonotonicCounter step(Point point, MonotonicCounter count, double value, long instant) {
            if (count.falls(value)) {
                Long last = heard.get(point);
                double full = last == null ? Double.NaN : most(point).wrapped(count.measured(), value, instant - last);
                if (!Double.isNaN(full)) {
                    return count.wrapped(value, full);
                }
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
            boolean together = phase == Phase.TOTAL && !measured.has(power);
            double watts = together ? sum() : measured.value(power);
            if (Double.isNaN(watts) || measured.has(imported) || measured.has(exported)) {
                return;
            }
            long instant = together ? oldest() : measured.instant(power);
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

        /// The power of three phases; NaN where one of them is not measured.
        private double sum() {
            return PHASES.stream().mapToDouble(measured::value).sum();
        }

        private long oldest() {
            return PHASES.stream().mapToLong(measured::instant).min().orElse(0);
        }

        private void add(Point point, double energy) {
            MonotonicCounter count = counts.get(point);
            counts.put(point, count == null ? MonotonicCounter.first(energy) : count.plus(energy));
            if (count != null && count.waiting()) {
                unsure.add(point);
            }
        }

        private void show(Point point, long instant) {
            MonotonicCounter count = counts.get(point);
            if (count != null && !isHidden(point, count)) {
                shown.put(point, count.shown(), instant, true);
                corrected = true;
            }
        }
    }
}
