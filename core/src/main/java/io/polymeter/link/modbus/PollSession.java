package io.polymeter.link.modbus;

import io.polymeter.link.Context;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.transport.ModbusClient;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One connection's worth of polling: which group is due, and what its answers mean.
final class PollSession {

    /// How long an optional span that the device refused is not asked for.
    static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    /// How soon a group is read again whose round was lost.
    static final Duration RETRY = Duration.ofSeconds(2);

    private final PollSource.Terms terms;
    private final ModbusClient client;
    private final Context context;
    /// Optional spans the device does not have.
    private final Set<Span> absent = new HashSet<>();
    /// Those of them that are not asked for at present.
    private final Set<Span> skipped = new HashSet<>();
    private final Map<String, Long> due = new HashMap<>();
    private Profile profile;
    private ReadPlan plan;
    private long askAgain;

    PollSession(PollSource.Terms terms, ModbusClient client, Context context) {
        this.terms = terms;
        this.client = client;
        this.context = context;
        this.profile = terms.profile();
        this.plan = ReadPlan.of(profile, this::wanted);
        this.askAgain = now() + ASK_AGAIN.toNanos();
    }

    /// What it does, for people.
    String summary() {
        int asks = plan.batches().stream().mapToInt(batch -> batch.asks().size()).sum();
        return "polls " + terms.endpoint() + " with " + asks + (asks == 1 ? " request" : " requests");
    }

    /// Waits for the next group that is due and reads it.
    ///
    /// @return true if the device answered, false where nothing had to be asked
    boolean step() throws IOException, InterruptedException {
        if (now() - askAgain >= 0) {
            reconsider();
        }
        ReadPlan.Batch next = null;
        for (ReadPlan.Batch batch : plan.batches()) {
            if (next == null || dueAt(batch) - dueAt(next) < 0) {
                next = batch;
            }
        }
        if (next == null) {
            context.clock().sleep(ASK_AGAIN);
            return false;
        }
        long wait = dueAt(next) - now();
        if (wait > 0) {
            context.clock().sleep(Duration.ofNanos(wait));
        }
        return poll(next);
    }

    private long dueAt(ReadPlan.Batch batch) {
        return due.computeIfAbsent(batch.group().name(), _ -> now());
    }

    private Duration every(Group group) {
        Duration every = terms.every();
        return every != null && group.name().equals("live") ? every : group.every();
    }

    private boolean wanted(Span span) {
        return !(terms.push() != null && span.group().pushed()) && !skipped.contains(span);
    }

    /// Reads a group, and publishes it if all of it came; else it is tried again soon.
    private boolean poll(ReadPlan.Batch batch) throws IOException, InterruptedException {
        Duration every = every(batch.group());
        long soon = now() + Math.min(RETRY.toNanos(), every.toNanos());
        // From the time it was due, so that the interval does not stretch; but what was missed is not made up for.
        long next = Math.max(dueAt(batch) + every.toNanos(), now());
        due.put(batch.group().name(), soon);
        Cycle cycle = new Cycle();
        for (ReadPlan.Ask ask : batch.asks()) {
            if (!pushedLately(batch.group(), ask.range()) && !take(ask, cycle)) {
                return true;
            }
        }
        due.put(batch.group().name(), next);
        if (cycle.asked()) {
            publish(cycle);
            context.health().count("polls");
        }
        return cycle.asked();
    }

    /// What one round of a group brought.
    private record Cycle(List<RegisterImage.Segment> received, List<Span> refused, Set<Span> there) {
        private Cycle() {
            this(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        }

        private boolean asked() {
            return !received.isEmpty() || !refused.isEmpty();
        }
    }

    /// Asks one request.
    ///
    /// @return false where the device cannot answer now, so that this round is lost
    private boolean take(ReadPlan.Ask ask, Cycle cycle) throws IOException, InterruptedException {
        switch (client.send(terms.unit(), request(ask.range()))) {
            case Response.ReadRegisters(int _, Words words) when words.count() == ask.range().count() -> {
                cycle.received().add(new RegisterImage.Segment(ask.range().address(), words, now()));
                if (ask.optional() != null) {
                    cycle.there().add(ask.optional());
                }
            }
            case Response.Refusal(int _, ExceptionCode code) -> {
                context.health().count("refused-by-device-" + code.code());
                if (code != ExceptionCode.ILLEGAL_DATA_ADDRESS) {
                    return false;
                }
                if (ask.optional() != null) {
                    cycle.refused().add(ask.optional());
                }
            }
            case Response other -> {
                context.health().count("unusable-answers");
                throw new IOException(terms.endpoint() + " answered a read with " + other);
            }
        }
        return true;
    }

    private Request request(Range range) {
        return profile.wire().functions().getFirst() == 4
                ? new Request.ReadInputRegisters(range.address(), range.count())
                : new Request.ReadHoldingRegisters(range.address(), range.count());
    }

    /// What the device pushes now and then is read only when it has not for half its age limit: the answer must be
    /// there before the limit is over.
    private boolean pushedLately(Group group, Range range) {
        Duration limit = group.freshFor();
        PushSource push = terms.push();
        return push != null && limit != null && push.pushedWithin(range, limit.toNanos() / 2);
    }

    private void publish(Cycle cycle) {
        boolean changed = absent.addAll(cycle.refused()) | absent.removeAll(cycle.there());
        if (skipped.addAll(cycle.refused())) {
            plan = ReadPlan.of(terms.profile(), this::wanted);
        }
        if (changed) {
            profile = absent.isEmpty() ? terms.profile() : without(terms.profile(), absent);
        }
        Profile known = profile;
        terms.meter().update(state -> {
            MeterState next = Objects.equals(state.profile(), known) ? state : state.with(known);
            RegisterImage image = next.image();
            for (Span span : cycle.refused()) {
                image = image.without(span.range());
            }
            for (RegisterImage.Segment segment : cycle.received()) {
                image = image.with(segment.address(), segment.words(), segment.instant());
            }
            return image == next.image() ? next : next.with(image);
        });
    }

    /// Firmware changes: what was absent may be there now. Until it answers, consumers see it absent.
    private void reconsider() {
        askAgain = now() + ASK_AGAIN.toNanos();
        if (!skipped.isEmpty()) {
            skipped.clear();
            plan = ReadPlan.of(terms.profile(), this::wanted);
        }
    }

    private static Profile without(Profile base, Set<Span> absent) {
        List<Span> spans = base.spans().stream().filter(span -> !absent.contains(span)).toList();
        var rows = base.rows().stream()
                .filter(row -> absent.stream().noneMatch(span -> span.range().overlaps(row.range())))
                .toList();
        return new Profile(
                base.id(),
                base.title(),
                base.wire(),
                base.groups(),
                spans,
                rows,
                base.sunspec(),
                base.telemetry());
    }

    private long now() {
        return context.clock().nanos();
    }
}
