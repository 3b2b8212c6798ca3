package io.polymeter.link.sparkplug;

import io.polymeter.link.HistoryReader;
import io.polymeter.link.HistoryReader.PastInterval;
import io.polymeter.link.Offer;
import io.polymeter.link.sparkplug.JournalReader.Entry;
import io.polymeter.link.sparkplug.JournalReader.Item;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.sparkplug.MetricValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be sent again, oldest first, a batch at a time: out of the journal, where that has a hole out of what
/// is kept of the past, and what neither has is lost. For one thread.
final class Replay {

    /// So many stretches wait at most; the host asks again for what it misses.
    static final int WAITING = 64;

    /// Values in a batch, beyond which no more are added.
    private static final int BATCH = 500;

    /// So much of the past is read at a time, in milliseconds.
    private static final long WINDOW = 3_600_000;

    private final Journal journal;
    private final Offer<HistoryReader> past;
    private final Set<String> meters;
    /// Rounds further apart than this have a hole between them, in milliseconds.
    private final long tolerance;
    private final Deque<Order> orders = new ArrayDeque<>();
    private @Nullable JournalReader reader;
    private @Nullable Entry waiting;
    /// Up to here the first order is done.
    private long done;

    /// A stretch that somebody wants.
    ///
    /// @param meter null: all of them
    /// @param asked true where a host has asked for it; false for what was not sent when it was new
    record Order(TimeRange stretch, @Nullable String meter, boolean asked) {}

    /// What is to be sent next.
    ///
    /// @param values oldest first
    /// @param lost what cannot be sent any more
    /// @param finished the order that ends with this, null where none does
    record Batch(
            List<Item> values,
            List<TimeRange> lost,
            @Nullable Order finished) {}

    /// @param meters those that may be sent
    Replay(Journal journal, Offer<HistoryReader> past, Set<String> meters, long tolerance) {
        this.journal = journal;
        this.past = past;
        this.meters = Set.copyOf(meters);
        this.tolerance = tolerance;
    }

    /// The first order cannot be carried out.
    void giveUp() {
        orders.pollFirst();
        reader = null;
    }

    /// Wants something.
    ///
    /// @return false where too much is wanted already
    boolean add(Order order) {
        if (orders.size() >= WAITING) {
            return false;
        }
        if (!order.stretch().isEmpty()) {
            orders.addLast(order);
        }
        return true;
    }

    boolean isEmpty() {
        return orders.isEmpty();
    }

    /// What has not been sent, except what a host has asked for.
    ///
    /// @param again so much of what was sent last counts as not sent, in milliseconds
    List<TimeRange> unfinished(long again) {
        List<TimeRange> rest = new ArrayList<>();
        boolean first = reader != null;
        for (Order order : orders) {
            TimeRange stretch = order.stretch();
            if (!order.asked()) {
                rest.add(first ? new TimeRange(Math.max(stretch.from(), done - again), stretch.to()) : stretch);
            }
            first = false;
        }
        return rest;
    }

    /// The next batch, null where nothing is wanted.
    ///
    /// @throws IOException where the disk does not give it
    @Nullable
    Batch next() throws IOException {
        Order order = orders.peekFirst();
        if (order == null) {
            return null;
        }
        if (reader == null) {
            reader = journal.read(order.stretch());
            waiting = null;
            done = order.stretch().from();
        }
        List<Item> values = new ArrayList<>();
        while (values.size() < BATCH) {
            Entry entry = waiting != null ? waiting : reader.next();
            waiting = entry;
            long until = entry == null ? order.stretch().to() : entry.at();
            if (until - done > tolerance) {
                return values.isEmpty() ? hole(order, until) : new Batch(values, List.of(), null);
            }
            if (entry == null) {
                return end(order, values, List.of());
            }
            waiting = null;
            done = Math.max(done, entry.at());
            entry.values().stream().filter(item -> wanted(order, item.meter())).forEach(values::add);
        }
        return new Batch(values, List.of(), null);
    }

    private Batch end(Order order, List<Item> values, List<TimeRange> lost) {
        orders.removeFirst();
        reader = null;
        return new Batch(values, lost, order);
    }

    private boolean wanted(Order order, String meter) {
        return meters.contains(meter) && (order.meter() == null || order.meter().equals(meter));
    }

    /// The journal has nothing for a while.
    private Batch hole(Order order, long until) throws IOException {
        HistoryReader kept = past.get().orElse(null);
        Instant since = kept == null ? null : kept.since().orElse(null);
        long from = since == null ? until : Math.min(until, Math.max(done, since.toEpochMilli()));
        if (kept == null || from - done > tolerance) {
            TimeRange lost = new TimeRange(done, from);
            done = from;
            return new Batch(List.of(), List.of(lost), null);
        }
        TimeRange window = new TimeRange(done, Math.min(until, done + WINDOW));
        List<Item> values = new ArrayList<>();
        List<TimeRange> lost = holes(window, read(kept, order, window, values));
        done = window.to();
        return new Batch(values, lost, null);
    }

    /// @return the intervals for which there are values, oldest first
    private List<TimeRange> read(HistoryReader kept, Order order, TimeRange window, List<Item> values)
            throws IOException {
        List<TimeRange> covered = new ArrayList<>();
        for (String meter : meters) {
            if (wanted(order, meter)) {
                Instant from = Instant.ofEpochMilli(window.from());
                kept.read(meter, from, Instant.ofEpochMilli(window.to()), (point, interval) -> {
                    long begin = interval.start().toEpochMilli();
                    covered.add(new TimeRange(begin, begin + 1000L * interval.seconds()));
                    values.add(new Item(meter, value(point, interval)));
                });
            }
        }
        values.sort(Comparator.comparingLong(item -> item.value().at()));
        covered.sort(Comparator.comparingLong(TimeRange::from));
        return covered;
    }

    /// A counter is told as it stood when the interval ended: what flowed until then is known to the last digit.
    /// Anything else is told by its mean, in the middle. Where not all of an interval is covered nobody knows when
    /// the counter stood so: that is derived, and both are told of its end.
    private static TimedValue value(Point point, PastInterval interval) {
        long begin = interval.start().toEpochMilli();
        int covered = interval.covered();
        long end = begin + 1000L * interval.seconds();
        if (point.quantity().kind() == Quantity.Kind.ENERGY) {
            MetricValue last = new MetricValue.Real(interval.greatest());
            boolean derived = interval.derived() || covered < interval.seconds();
            return new TimedValue(point, last, end - 1000, 0, derived, covered);
        }
        MetricValue mean = new MetricValue.Real(interval.mean());
        return new TimedValue(point, mean, end - 500L * covered, 0, true, covered);
    }

    private List<TimeRange> holes(TimeRange window, List<TimeRange> covered) {
        List<TimeRange> holes = new ArrayList<>();
        long until = window.from();
        for (TimeRange next : covered) {
            if (next.from() - until > tolerance) {
                holes.add(new TimeRange(until, next.from()));
            }
            until = Math.max(until, next.to());
        }
        if (window.to() - until > tolerance) {
            holes.add(new TimeRange(until, window.to()));
        }
        return holes;
    }
}
