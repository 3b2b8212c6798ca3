package io.polymeter.store;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The energy counters of one meter: what its consumers are shown never falls. Takes no lock.
public final class Counters {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.counters");

    private static final List<Point> POINTS = Point.all().stream()
            .filter(point -> point.quantity().kind() == Quantity.Kind.ENERGY)
            .toList();

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
            CountStep.Terms terms = new CountStep.Terms(meter, rated, book.isKept(), kept);
            CountStep step = new CountStep(terms, before, measured);
            POINTS.forEach(step::count);
            if (integrate > 0) {
                for (Phase phase : Phase.AC) {
                    step.power(phase, integrate);
                }
            }
            if (!step.changed() || state.compareAndSet(before, step.state())) {
                step.told().forEach(LOG::warn);
                if (step.begins(before)) {
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
}
