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
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainWalk;
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

    /// How long a chain that was walked is believed at least, whatever a device answers.
    static final Duration WALK_PAUSE = Duration.ofSeconds(10);

    /// How often a chain is walked to see whether it moved: a firmware update does that, and needs no new
    /// connection.
    static final Duration WALK_EVERY = Duration.ofMinutes(1);

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
    /// The configured map with the chain that was walked.
    private Profile base;
    /// The base without what is absent: what consumers see.
    private Profile profile;
    private ReadPlan plan;
    private @Nullable Chain chain;
    private boolean walkDue;
    private long walkAgain;
    private long askAgain;

    PollSession(PollSource.Terms terms, ModbusClient client, Context context) {
        this.terms = terms;
        this.client = client;
        this.context = context;
        this.base = terms.profile();
        this.walkDue = base.sunspec() != null;
        Profile before = terms.meter().state().profile();
        if (before != null) {
            // What was absent before the connection broke is so until the device says otherwise.
            base.spans().stream()
                    .filter(span -> span.optional() && !before.spans().contains(span))
                    .forEach(absent::add);
        }
        this.profile = without(base, absent);
        this.plan = ReadPlan.of(base, this::wanted);
        this.walkAgain = now();
        this.askAgain = now() + ASK_AGAIN.toNanos();
    }

    /// Waits for the next group that is due and reads it.
    ///
    /// @return true if the device answered, false where nothing had to be asked
    boolean step() throws IOException, InterruptedException {
        if (now() - askAgain >= 0) {
            reconsider();
        }
        if (walkDue && now() - walkAgain >= 0 || chain != null && now() - walkAgain >= WALK_EVERY.toNanos()) {
            walk();
            return true;
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

    /// The device missed a reply: it may have started anew, with other firmware.
    void doubt() {
        walkDue = terms.profile().sunspec() != null;
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

    /// Asks and waits. The counters `answers` and `answer-us` together give the mean round trip of any time span.
    private Response send(Range range) throws IOException, InterruptedException {
        long asked = now();
        Response response = client.send(terms.unit(), request(range));
        context.health().count("answers");
        context.health().counter("answer-us").add((now() - asked) / 1000);
        return response;
    }

    /// Asks one request.
    ///
    /// @return false where the device cannot answer now, so that this round is lost
    private boolean take(ReadPlan.Ask ask, Cycle cycle) throws IOException, InterruptedException {
        switch (send(ask.range())) {
            case Response.ReadRegisters(int _, Words words)
            when words.count() == ask.range().count() -> {
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
                } else if (terms.profile().spanAt(ask.range().address()).isEmpty()) {
                    // Where a model of the chain stood there is none now.
                    walkDue = true;
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

    /// What the device pushes now and then is read only when it has not for half its age limit: the answer must
    /// be there before the limit is over.
    private boolean pushedLately(Group group, Range range) {
        Duration limit = group.freshFor();
        PushSource push = terms.push();
        return push != null && limit != null && push.pushedWithin(range, limit.toNanos() / 2);
    }

    private void publish(Cycle cycle) {
        boolean lost = absent.addAll(cycle.refused());
        boolean found = absent.removeAll(cycle.there());
        if (skipped.addAll(cycle.refused())) {
            plan = ReadPlan.of(base, this::wanted);
        }
        if (lost || found) {
            profile = without(base, absent);
        }
        MeterState now = terms.meter().update(state -> {
            MeterState next = adopted(state);
            RegisterImage image = next.image();
            for (RegisterImage.Segment segment : cycle.received()) {
                // What was pushed while the round went on is newer than its answers.
                if (!image.holdsNewer(segment)) {
                    image = image.with(segment.address(), segment.words(), segment.instant());
                }
            }
            return image == next.image() ? next : next.with(image);
        });
        Chain walked = chain;
        walkDue |= walked != null && !walked.agrees(now.image());
    }

    /// The state with the register map as known now; registers that the device turned out not to have are
    /// forgotten.
    private MeterState adopted(MeterState state) {
        Profile before = state.profile();
        if (Objects.equals(before, profile)) {
            return state;
        }
        RegisterImage image = state.image();
        for (Span span : before == null ? List.<Span>of() : before.spans()) {
            if (!profile.spans().contains(span)) {
                image = image.without(span.range());
            }
        }
        return state.with(profile).with(image);
    }

    /// Walks the SunSpec chain: at each connection, and whenever its headers are not what they were.
    private void walk() throws IOException, InterruptedException {
        Profile.Chain where = Objects.requireNonNull(terms.profile().sunspec());
        context.health().count("walks");
        ChainWalk walk = new ChainWalk(where.bases());
        long began = now();
        for (Range range = walk.next(); range != null; range = walk.next()) {
            walked(walk, range);
        }
        Chain found = walk.chain().orElse(null);
        if (!Objects.equals(found, chain)) {
            chain = found;
            base = found == null ? terms.profile() : found.expand(terms.profile());
            profile = without(base, absent);
            plan = ReadPlan.of(base, this::wanted);
        }
        walkDue = false;
        walkAgain = now() + WALK_PAUSE.toNanos();
        terms.meter().update(state -> {
            MeterState next = adopted(state);
            return found == null ? next : next.with(found.fill(next.image(), began));
        });
    }

    private void walked(ChainWalk walk, Range range) throws IOException, InterruptedException {
        switch (send(range)) {
            case Response.ReadRegisters(int _, Words words) when words.count() == range.count() -> walk.received(words);
            case Response.Refusal(int _, ExceptionCode code)
            when code == ExceptionCode.ILLEGAL_DATA_ADDRESS -> walk.refused();
            case Response other ->
                throw new IOException(terms.endpoint() + " answered a read of " + range + " with " + other);
        }
    }

    /// Firmware changes: what was absent may be there now. Until it answers, consumers see it absent.
    private void reconsider() {
        askAgain = now() + ASK_AGAIN.toNanos();
        walkDue = chain == null && terms.profile().sunspec() != null;
        if (!skipped.isEmpty()) {
            skipped.clear();
            plan = ReadPlan.of(base, this::wanted);
        }
    }

    private static Profile without(Profile base, Set<Span> absent) {
        return absent.isEmpty() ? base : base.without(absent);
    }

    private long now() {
        return context.clock().nanos();
    }
}
