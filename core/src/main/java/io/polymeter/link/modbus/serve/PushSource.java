package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Span;
import io.polymeter.profile.WriteStage;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A device that writes its registers to us.
///
/// Writes come in on the thread of the endpoint ([#write]) and are in the meter's state before they are
/// acknowledged. The link itself only watches: it says when the device begins, when it falls silent, and who was
/// refused.
public final class PushSource implements Link {

    /// What a push source is made of.
    ///
    /// @param name of the link, e.g. `grid.push`
    /// @param meter whose registers are written
    /// @param profile the meter's register map as configured
    /// @param from who may write
    /// @param quiet the age at which the device counts as silent
    public record Terms(String name, String endpoint, Meter meter, Profile profile, AllowList from, Duration quiet) {}

    /// Connections whose half-written values are remembered at once.
    private static final int STAGES = 16;

    private final Terms terms;
    private final Clock clock;
    private final Health health;
    private final Clock.Signal signal;
    private final SampleCounter samples;
    private final TrafficListener listener;
    private final LongAdder writes;
    private final LongAdder refused;
    // Guarded by itself; one endpoint's thread writes, so nobody ever waits for it.
    private final Map<Peer, WriteStage> stages = new LinkedHashMap<>();
    private volatile RegisterImage pushed = RegisterImage.EMPTY;
    private volatile boolean waiting = true;
    private volatile @Nullable Accepted last;
    private final Refusals refusals = new Refusals(this);

    /// The latest accepted write.
    private record Accepted(Peer peer, String name, long instant) {}

    /// @param health counts from before the link runs, because the endpoint may be there first
    public PushSource(Terms terms, Clock clock, Health health, TrafficListener listener) {
        this.terms = terms;
        this.clock = clock;
        this.health = health;
        this.listener = listener;
        this.signal = clock.signal();
        this.samples = new SampleCounter(terms.profile());
        this.writes = health.counter("writes");
        this.refused = health.counter("refused");
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Message description() {
        return Message.of(
                "link-is-written",
                "is written to at {endpoint} by {who}",
                terms.endpoint(),
                terms.from().words());
    }

    /// The meter that is written.
    Meter meter() {
        return terms.meter();
    }

    /// The register map as configured.
    public Profile profile() {
        return terms.profile();
    }

    /// Who may write.
    AllowList from() {
        return terms.from();
    }

    /// True if every register of the device in `range` was pushed within `nanos` before now.
    public boolean pushedWithin(Range range, long nanos) {
        RegisterImage image = pushed;
        long now = clock.nanos();
        for (int at = range.address(); at < range.end(); ) {
            var row = terms.profile().rowAt(at);
            int next = row.isEmpty() ? at + 1 : row.get().range().end();
            if (row.isPresent()) {
                Range registers = row.get().range();
                if (!image.covers(registers.address(), registers.count())
                        || image.oldestAge(registers.address(), registers.count(), now) > nanos) {
                    return false;
                }
            }
            at = next;
        }
        return image.oldestAge(range.address(), range.count(), now) != Long.MIN_VALUE;
    }

    /// Counts a write of a client that is not among [#from].
    ExceptionCode refuseSender(Peer peer) {
        health.count("refused-sender");
        refused(Trouble.note(
                "writes of " + host(peer.name()),
                Message.of(
                        "not-among-writers",
                        "it is not among those who may write: add it to 'from', or let it write elsewhere"),
                peer.name()));
        return ExceptionCode.ILLEGAL_FUNCTION;
    }

    /// Takes one write of a client that is among [#from], whole or not at all.
    ///
    /// @return null when it was taken, else what to refuse it with
    @Nullable
    ExceptionCode write(int address, Words words, Peer peer) {
        if (!knows(address, words.count())) {
            health.count("refused-address");
            refused(Trouble.warning(
                    "write of registers " + new Range(address, words.count()),
                    Message.of(
                            "has-not-all",
                            "{profile} does not have all of these: see 'profile', and what the device sends",
                            terms.profile().id()),
                    peer.name()));
            return ExceptionCode.ILLEGAL_DATA_ADDRESS;
        }
        long now = clock.nanos();
        RegisterImage change = stage(address, words, peer, clock.received());
        pushed = merged(pushed, change);
        terms.meter().update(state -> change.segments().isEmpty() ? state : state.with(merged(state.image(), change)));
        writes.increment();
        Accepted before = last;
        String name = before != null && before.peer() == peer ? before.name() : peer.name();
        last = new Accepted(peer, name, now);
        if (samples.completes(change)) {
            listener.received(this);
        }
        if (waiting) {
            signal.raise();
        }
        return null;
    }

    /// Samples received: whole rounds of all registers, however many writes each took.
    long samples() {
        return samples.count();
    }

    /// When the latest accepted write came, null before the first.
    @Nullable
    Long lastInstant() {
        Accepted accepted = last;
        return accepted == null ? null : accepted.instant();
    }

    private RegisterImage stage(int address, Words words, Peer peer, long now) {
        synchronized (stages) {
            WriteStage stage = stages.get(peer);
            if (stage == null) {
                if (stages.size() == STAGES) {
                    stages.remove(stages.keySet().iterator().next());
                }
                stage = new WriteStage();
                stages.put(peer, stage);
            }
            // Applied to nothing, so that what is left is exactly what this write completes.
            return stage.apply(terms.profile(), RegisterImage.EMPTY, new RegisterImage.Segment(address, words, now));
        }
    }

    private static RegisterImage merged(RegisterImage base, RegisterImage change) {
        RegisterImage next = base;
        for (RegisterImage.Segment segment : change.segments()) {
            next = next.with(segment.address(), segment.words(), segment.instant());
        }
        return next;
    }

    private boolean knows(int address, int count) {
        int next = address;
        for (Span span : terms.profile().spans()) {
            if (span.range().contains(next)) {
                next = span.range().end();
                if (next >= address + count) {
                    return true;
                }
            }
        }
        return false;
    }

    private void refused(Trouble trouble) {
        refused.increment();
        refusals.note(trouble);
        signal.raise();
    }

    @Override
    public void run(Context context) throws Exception {
        report(context, Health.State.WAITING, Message.of("nothing-received", "nothing received yet"));
        while (true) {
            refusals.tell(context);
            Accepted accepted = last;
            long left = accepted == null ? 0 : terms.quiet().toNanos() - (clock.nanos() - accepted.instant());
            waiting = left <= 0;
            if (accepted != null && left > 0) {
                report(
                        context,
                        Health.State.UP,
                        Message.of("receives", "receives from {place}", host(accepted.name())));
                signal.await(Duration.ofNanos(left + 1_000_000));
            } else if (accepted == last) {
                if (accepted != null) {
                    report(
                            context,
                            Health.State.WAITING,
                            Message.of(
                                    "nothing-received-any-more",
                                    "nothing received any more from {place}",
                                    host(accepted.name())));
                }
                signal.await(Refusals.LOOK);
            }
        }
    }

    private static String host(String peer) {
        return peer.replaceFirst(":[0-9]+$", "");
    }
}
