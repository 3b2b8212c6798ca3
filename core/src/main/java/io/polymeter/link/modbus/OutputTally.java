package io.polymeter.link.modbus;

import io.polymeter.link.OutputStatistics;
import io.polymeter.modbus.Peer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts while an output works. Written on the threads of its endpoints, read by anybody; nobody ever waits.
public final class OutputTally {

    /// Why a request was refused.
    enum Reason {
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

    /// One client and its name, made once per connection.
    private record Client(Peer peer, String name) {}

    private static final int SECONDS = 10;
    // Each slot holds a second in its high bits and the requests of that second in the low 24.
    private static final int COUNT_BITS = 24;
    private static final long SECOND = 1_000_000_000L;

    private final LongAdder requests = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final LongAdder silent = new LongAdder();
    // Filled once, then only read: safe for all threads.
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator most = new LongAccumulator(Math::max, 0);
    private final AtomicLongArray slots = new AtomicLongArray(SECONDS + 2);
    private volatile long last;
    private volatile @Nullable Client client;

    /// All zero.
    public OutputTally() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    void asked(Peer peer, long now) {
        requests.increment();
        Client before = client;
        if (before == null || before.peer() != peer) {
            client = new Client(peer, peer.name());
        }
        long second = Math.floorDiv(now, SECOND);
        slots.accumulateAndGet((int) Math.floorMod(second, (long) slots.length()), second, (slot, at) -> {
            long begun = at << COUNT_BITS;
            return slot >> COUNT_BITS == at ? slot + 1 : begun + 1;
        });
    }

    void answered(long took) {
        last = took;
        nanos.add(took);
        most.accumulate(took);
    }

    void served() {
        served.increment();
    }

    void silent() {
        silent.increment();
    }

    void refused(Reason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
    }

    long servedCount() {
        return served.sum();
    }

    /// The figures now.
    ///
    /// @param now nanoseconds of the clock that stamped the requests
    public OutputStatistics snapshot(long now) {
        return snapshot(now, List.of());
    }

    /// The same with what is known of each client.
    OutputStatistics snapshot(long now, List<OutputStatistics.Client> clients) {
        Map<String, Long> reasons = new TreeMap<>();
        refused.forEach((reason, adder) -> {
            if (adder.sum() > 0) {
                reasons.put(reason.id(), adder.sum());
            }
        });
        long all = requests.sum();
        Client known = client;
        return new OutputStatistics(
                all,
                served.sum(),
                Map.copyOf(reasons),
                silent.sum(),
                known == null ? "" : known.name(),
                perSecond(now),
                last,
                most.get(),
                all == 0 ? 0 : nanos.sum() / all,
                clients);
    }

    /// Over the last whole seconds: the running one would make the figure swing.
    private double perSecond(long now) {
        long second = Math.floorDiv(now, SECOND);
        long sum = 0;
        for (int i = 0; i < slots.length(); i++) {
            long slot = slots.get(i);
            long age = second - (slot >> COUNT_BITS);
            if (slot != 0 && age >= 1 && age <= SECONDS) {
                sum += slot & (1L << COUNT_BITS) - 1;
            }
        }
        return (double) sum / SECONDS;
    }
}
