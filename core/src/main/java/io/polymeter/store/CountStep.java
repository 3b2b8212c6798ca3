package io.polymeter.store;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One measurement on its way into the counters of a meter. Changes copies alone.
final class CountStep {

    private static final double NANOS_PER_HOUR = 3.6e12;

    /// What the total power is made of where it is not measured itself.
    private static final List<Point> PHASES = List.of(
            Point.of(Quantity.ACTIVE_POWER, Phase.L1),
            Point.of(Quantity.ACTIVE_POWER, Phase.L2),
            Point.of(Quantity.ACTIVE_POWER, Phase.L3));

    /// What holds for the meter while this is counted.
    ///
    /// @param rated what its connection carries
    /// @param stored whether counters outlive the process at all
    /// @param kept those that are on the disk
    record Terms(String meter, PlausibleSteps rated, boolean stored, Set<Point> kept) {}

    private final Terms terms;
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
    private boolean bound;
    private boolean changed;
    private boolean corrected;

    CountStep(Terms terms, CountState before, Readings measured) {
        this.terms = terms;
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

    boolean changed() {
        return changed;
    }

    List<String> told() {
        return changed ? told : List.of();
    }

    private void put(Point point, MonotonicCounter next) {
        MonotonicCounter before = counts.put(point, next);
        bound |= next.isHeldBack() && (before == null || !before.isHeldBack());
    }

    /// True when consumers are to see a counter that is not on the disk yet, or not from where it stands, or stands
    /// above what they may see before it is stored again.
    boolean begins(CountState before) {
        return bound
                || counts.size() > before.counts().size()
                || unsure.size() > before.unsure().size();
    }

    CountState state() {
        return new CountState(counts, heard, powers, held, steps, falls, spikes, Set.copyOf(unsure), replaced);
    }

    Readings readings() {
        return corrected ? shown.build() : measured;
    }

    void count(Point point) {
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
        return count.waiting() || terms.stored() && (!terms.kept().contains(point) || unsure.contains(point));
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
                .formatted(terms.meter(), point, value, next.shown()));
        put(point, next);
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
                    .formatted(terms.meter(), point, waits.value(), value, spikes));
        }
    }

    private PlausibleSteps most(Point point) {
        PlausibleSteps own =
                point.phase() == Phase.TOTAL ? terms.rated() : terms.rated().ofPhase();
        PlausibleSteps seen = steps.get(point);
        return seen != null && seen.watts() > own.watts() ? seen : own;
    }

    private MonotonicCounter take(Point point, @Nullable MonotonicCounter count, double value, long instant) {
        MonotonicCounter next = count == null ? MonotonicCounter.first(value) : step(point, count, value, instant);
        if (count != null && count.waiting() && next.shown() == count.most()) {
            unsure.add(point);
        }
        put(point, next);
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
                    .formatted(terms.meter(), point, count.measured(), value, count.shown()));
        }
        return count.next(value);
    }

    /// Adds what flowed since the last power of this phase to the counter of its direction. Over a gap nobody
    /// knows what flowed, and nothing is added.
    void power(Phase phase, long gap) {
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
        put(point, count == null ? MonotonicCounter.first(energy) : count.plus(energy));
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
