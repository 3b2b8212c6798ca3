package io.polymeter.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What an output was asked in the last minute and what of it was refused, each read of registers by itself. Written
/// by several threads, read by anybody; nobody ever waits. Allocates for a read that was never seen before, and for
/// nothing else; however many come, only so many are told apart.
public final class RecentReads {

    /// For so long a refusal counts: then it is over.
    private static final int SECONDS = 60;

    private static final int READS = 64;
    private static final long LOOK_NANOS = 1_000_000_000L;

    /// A read that looks for another device is refused now and then, and rightly; one that is repeated is meant.
    private static final int REPEATED = 3;

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(READS);
    private final Minute asked = new Minute();
    private final Minute refused = new Minute();
    private final AtomicLong looked = new AtomicLong(Long.MIN_VALUE / 2);
    private final AtomicBoolean mostly = new AtomicBoolean();

    /// The figures of a minute.
    ///
    /// @param asked how often it was asked
    /// @param refused how often it refused, or did not answer
    /// @param refusals the reads refused again and again, the most frequent first
    public record Figures(long asked, long refused, List<Refusal> refusals) {

        /// Nothing was asked.
        public static final Figures NONE = new Figures(0, 0, List.of());

        public Figures {
            refusals = List.copyOf(refusals);
        }

        /// Of the reads, those that are not for another device; most of them are refused.
        public boolean areMostlyRefused() {
            return isMoreThan(2);
        }

        /// More than one part of so many is refused.
        private boolean isMoreThan(int parts) {
            long lost = refusals.stream().mapToLong(Refusal::count).sum();
            return lost >= REPEATED && parts * lost > asked - (refused - lost);
        }
    }

    /// A read that is refused.
    ///
    /// @param function 3 or 4
    /// @param count how often
    /// @param reason the latest reason
    public record Refusal(int function, int address, int quantity, long count, OutputCounters.Reason reason) {}

    /// A read of registers.
    ///
    /// @param function 3 or 4
    record Read(int function, int address, int quantity) {}

    private static final class Entry {
        private final Read read;
        private final Minute refused = new Minute();
        private volatile OutputCounters.Reason reason = OutputCounters.Reason.STALE;

        private Entry(Read read) {
            this.read = read;
        }
    }

    /// Counts of the last minute by second.
    private static final class Minute {
        private static final int COUNT_BITS = 24;

        private final AtomicLongArray slots = new AtomicLongArray(SECONDS);

        void count(long now, int many) {
            long second = Math.floorDiv(now, LOOK_NANOS);
            slots.accumulateAndGet((int) Math.floorMod(second, (long) SECONDS), second, (slot, at) -> {
                long begun = at << COUNT_BITS;
                return slot >> COUNT_BITS == at ? slot + many : begun + many;
            });
        }

        long sum(long now) {
            long second = Math.floorDiv(now, LOOK_NANOS);
            long sum = 0;
            for (int i = 0; i < SECONDS; i++) {
                long slot = slots.get(i);
                if (slot != 0 && second - (slot >> COUNT_BITS) < SECONDS) {
                    sum += slot & (1L << COUNT_BITS) - 1;
                }
            }
            return sum;
        }
    }

    /// Something was answered.
    void answered(int many, long now) {
        asked.count(now, many);
    }

    /// Something was refused, or left without an answer.
    void refused(int many, long now) {
        asked.count(now, many);
        refused.count(now, many);
    }

    /// Which read that was.
    void refusedRead(Read read, OutputCounters.Reason reason, long now) {
        Entry entry = entry(read);
        if (entry != null) {
            entry.reason = reason;
            entry.refused.count(now, 1);
        }
    }

    private @Nullable Entry entry(Read read) {
        int start = Math.floorMod(read.hashCode(), READS);
        Entry made = null;
        for (int i = 0; i < READS; i++) {
            int at = (start + i) % READS;
            Entry here = entries.get(at);
            if (here == null) {
                made = made == null ? new Entry(read) : made;
                here = entries.compareAndSet(at, null, made) ? made : entries.get(at);
            }
            if (here != null && here.read.equals(read)) {
                return here;
            }
        }
        return null;
    }

    /// True once in a second, for whoever wants to look at the figures.
    public boolean isTime(long now) {
        long before = looked.get();
        return now - before >= LOOK_NANOS && looked.compareAndSet(before, now);
    }

    /// True where most is refused from now on, or little: what lies between is no news, or it would be told often.
    public boolean isNews(Figures figures) {
        boolean now = figures.isMoreThan(mostly.get() ? 5 : 2);
        return mostly.compareAndSet(!now, now);
    }

    /// The figures now.
    public Figures figures(long now) {
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            Entry entry = entries.get(i);
            long count = entry == null ? 0 : entry.refused.sum(now);
            if (entry != null && count >= REPEATED) {
                Read read = entry.read;
                refusals.add(new Refusal(read.function(), read.address(), read.quantity(), count, entry.reason));
            }
        }
        refusals.sort(Comparator.comparingLong(Refusal::count).reversed().thenComparingInt(Refusal::address));
        return new Figures(asked.sum(now), refused.sum(now), refusals);
    }
}
