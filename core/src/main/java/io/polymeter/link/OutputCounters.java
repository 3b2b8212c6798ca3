package io.polymeter.link;

import io.polymeter.loop.OutputTiming;
import io.polymeter.message.Message;
import io.polymeter.modbus.Peer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts while an output works. Written on the threads of its endpoints, read by anybody; nobody ever waits.
public final class OutputCounters {

    /// Why a request was refused.
    public enum Reason {
        NOT_ALLOWED,
        FUNCTION,
        NO_SUCH_ADDRESS,
        NOT_RECEIVED,
        STALE,
        WRITE,
        /// The device refused, and its refusal was passed on.
        DEVICE,
        /// The device did not answer.
        NO_ANSWER,
        /// There is no way to this unit.
        NO_PATH,
        /// Too many wait.
        BUSY;

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    // Answers are made in microseconds; the last bucket takes whatever took longer than a second.
    private static final int BUCKETS = 31;

    private final LongAdder served = new LongAdder();
    private final LongAdder silent = new LongAdder();
    // Filled once, then only read: safe for all threads.
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final Map<String, LongAdder> otherRefusals = new ConcurrentHashMap<>();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator most = new LongAccumulator(Math::max, 0);
    private final AtomicLongArray turnaround = new AtomicLongArray(BUCKETS);
    private final ReaderTable readers = new ReaderTable();
    private final RecentReads recent = new RecentReads();
    private final @Nullable OutputTiming timing;
    private volatile long last;
    private volatile @Nullable Long refusedAt;
    /// When it was asked last: an answer is as recent.
    private volatile long moment;

    /// All zero.
    public OutputCounters() {
        this(null);
    }

    /// All zero, of an output whose timing is measured.
    public OutputCounters(@Nullable OutputTiming timing) {
        this.timing = timing;
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /// Where the ages of what is answered are counted, null where nobody wants to know.
    public @Nullable OutputTiming timing() {
        return timing;
    }

    /// A request of a Modbus client.
    public void asked(Peer peer, long now) {
        moment = now;
        readers.asked(peer, now);
    }

    /// Requests of somebody else, or values that were told to somebody.
    ///
    /// @param reader a name of which there are few
    /// @param client who it was, for people
    public void asked(String reader, String client, int count, long now) {
        moment = now;
        readers.asked(reader, client, count, now);
    }

    public void answered(long took) {
        last = took;
        nanos.add(took);
        most.accumulate(took);
        int bucket = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, took));
        turnaround.incrementAndGet(Math.min(bucket, BUCKETS - 1));
    }

    public void served() {
        served(1);
    }

    public void served(int count) {
        served.add(count);
        recent.answered(count, moment);
    }

    public void silent() {
        silent.increment();
        recent.refused(1, moment);
    }

    public void refused(Reason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
        refusedAt = readers.asked();
        recent.refused(1, moment);
    }

    /// What was asked and refused in the last minute.
    public RecentReads recent() {
        return recent;
    }

    /// Counts which read was refused, or left without an answer; that one was is counted apart.
    ///
    /// @param function 3 or 4
    public void refusedRead(int function, int address, int quantity, Reason reason) {
        recent.refusedRead(new RecentReads.Read(function, address, quantity), reason, moment);
    }

    /// Counts refusals of a kind of its own.
    ///
    /// @param reason one of few, for machines, e.g. `dropped`
    public void refused(String reason, int count) {
        otherRefusals.computeIfAbsent(reason, _ -> new LongAdder()).add(count);
        refusedAt = readers.asked();
        recent.refused(count, moment);
    }

    public long servedCount() {
        return served.sum();
    }

    /// The figures now.
    ///
    /// @param now nanoseconds of the clock that stamped the requests
    public OutputStatistics snapshot(long now) {
        return snapshot(now, List.of());
    }

    /// The same with what is known of each client.
    public OutputStatistics snapshot(long now, List<OutputStatistics.Client> clients) {
        Map<String, Long> reasons = new TreeMap<>();
        refused.forEach((reason, adder) -> {
            if (adder.sum() > 0) {
                reasons.put(reason.id(), adder.sum());
            }
        });
        otherRefusals.forEach((reason, adder) -> reasons.merge(reason, adder.sum(), Long::sum));
        List<OutputStatistics.Reader> known = readers.list(now);
        long all = known.stream().mapToLong(OutputStatistics.Reader::requests).sum();
        double perSecond =
                known.stream().mapToDouble(OutputStatistics.Reader::perSecond).sum();
        List<Long> buckets = new ArrayList<>(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(turnaround.get(i));
        }
        Long refusal = refusedAt;
        return new OutputStatistics(
                all,
                served.sum(),
                reasons,
                silent.sum(),
                readers.latest(),
                perSecond,
                last,
                most.get(),
                all == 0 ? 0 : nanos.sum() / all,
                known,
                buckets,
                clients,
                timing,
                refusal == null ? null : now - refusal,
                recent.figures(now),
                Message.verbatim(""));
    }
}
