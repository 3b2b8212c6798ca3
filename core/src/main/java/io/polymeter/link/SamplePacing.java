package io.polymeter.link;

import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// When an output's readers get a new sample: at once; or one that has had the latest waits for the next; or there is a
/// new one at most every so often. Neither changes a value. Whoever asks never blocks a thread: the answer comes later.
public final class SamplePacing implements Link {

    /// So many requests wait at once; others are answered with what is there.
    static final int HELD = 64;

    /// Of so many kinds of requests it is known what they got last.
    private static final int ASKERS = 256;

    private static final Duration LONG = Duration.ofHours(1);

    private final String output;
    private final Meter meter;
    private final Map<Long, Long> shown = new ConcurrentHashMap<>();
    private final Queue<Held<?>> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger holding = new AtomicInteger();
    private final LongAdder waited = new LongAdder();
    private final LongAdder inVain = new LongAdder();
    private volatile long wait;
    private volatile long period;
    private volatile Clock.@Nullable Signal signal;
    private volatile @Nullable Picked picked;

    /// @param since when it was taken
    private record Picked(MeterState state, long since) {}

    /// A request that waits.
    ///
    /// @param had the instant of what its sender has had
    /// @param instant of what is there at a moment
    private record Held<A>(
            Asker asker,
            long had,
            long deadline,
            LongUnaryOperator instant,
            Supplier<A> reply,
            CompletableFuture<A> answer) {

        void answered() {
            try {
                answer.complete(reply.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }

    /// Who asks for what.
    ///
    /// @param key tells apart whoever asks, and what for
    public record Asker(long key) {}

    /// @param output its name
    public SamplePacing(String output, Meter meter) {
        this.output = output;
        this.meter = meter;
    }

    /// Sets how long a request waits, and how often there is a new sample at most; zero: not at all, and at once.
    public void set(Duration waitForNew, Duration minSamplePeriod) {
        wait = waitForNew.toNanos();
        period = minSamplePeriod.toNanos();
        picked = null;
    }

    /// True where a request may be kept.
    public boolean waits() {
        return wait > 0;
    }

    /// The state that readers are shown now.
    public MeterState state(long now) {
        MeterState latest = meter.state();
        long least = period;
        if (least == 0) {
            return latest;
        }
        Picked known = picked;
        if (known == null || known.state().profile() != latest.profile() || now - known.since() >= least) {
            if (known == null || known.state() != latest) {
                known = new Picked(latest, now);
                picked = known;
            }
        }
        return known.state();
    }

    /// Keeps a request until there is a newer sample than its sender has had.
    ///
    /// @param instant when what is shown at a moment was received; the least number where that is nothing that
    ///     lives
    /// @param reply answers it
    /// @return null where it is to be answered at once
    public <A> @Nullable CompletableFuture<A> hold(
            Asker asker, long now, LongUnaryOperator instant, Supplier<A> reply) {
        Clock.Signal bell = signal;
        if (wait == 0 || bell == null) {
            return null;
        }
        long there = instant.applyAsLong(now);
        if (there == Long.MIN_VALUE || shown.size() >= ASKERS && !shown.containsKey(asker.key())) {
            return null;
        }
        Long had = shown.put(asker.key(), there);
        if (had == null || had != there) {
            return null;
        }
        if (holding.incrementAndGet() > HELD) {
            holding.decrementAndGet();
            return null;
        }
        CompletableFuture<A> answer = new CompletableFuture<>();
        Held<A> one = new Held<>(asker, there, now + wait, instant, reply, answer);
        held.add(one);
        waited.increment();
        bell.raise();
        if (signal != bell && held.remove(one)) {
            // It has ended meanwhile.
            answer(one);
        }
        return answer;
    }

    /// Says what an asker has got, where that is newer than what there was when he asked.
    ///
    /// @param instant when it was received
    public void showed(Asker asker, long instant) {
        if (wait > 0) {
            shown.computeIfPresent(asker.key(), (_, _) -> instant);
        }
    }

    @Override
    public String name() {
        return output + ".pacing";
    }

    @Override
    public Message description() {
        return Message.of("link-paces", "lets requests wait for the next sample");
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("waited", waited.sum(), "waited-in-vain", inVain.sum());
    }

    @Override
    public void run(Context context) throws InterruptedException {
        Clock.Signal bell = context.clock().signal();
        Runnable end = meter.onUpdate(bell::raise);
        signal = bell;
        report(context, Health.State.UP, description());
        try {
            while (true) {
                bell.await(Duration.ofNanos(release(context.clock().nanos())));
            }
        } finally {
            end.run();
            signal = null;
            for (Held<?> one = held.poll(); one != null; one = held.poll()) {
                answer(one);
            }
        }
    }

    /// Answers whom a newer sample has come for, or whose time is up.
    ///
    /// @return nanoseconds until it has to look again, without any news
    private long release(long now) {
        long next = LONG.toNanos();
        for (Iterator<Held<?>> all = held.iterator(); all.hasNext(); ) {
            Held<?> one = all.next();
            long there = one.instant().applyAsLong(now);
            boolean late = one.deadline() - now <= 0;
            if (late || there != one.had()) {
                all.remove();
                shown.put(one.asker().key(), there);
                if (there == one.had()) {
                    inVain.increment();
                }
                answer(one);
            } else {
                next = Math.min(next, Math.min(one.deadline() - now, untilNext(now)));
            }
        }
        return Math.max(1, next);
    }

    /// How long a newer sample that is there already is kept back.
    private long untilNext(long now) {
        Picked known = picked;
        return known == null || known.state() == meter.state()
                ? Long.MAX_VALUE
                : Math.max(1, known.since() + period - now);
    }

    private void answer(Held<?> one) {
        holding.decrementAndGet();
        one.answered();
    }
}
