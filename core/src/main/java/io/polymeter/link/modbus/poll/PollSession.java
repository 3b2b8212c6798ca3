package io.polymeter.link.modbus.poll;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.link.modbus.serve.PushSource;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import io.polymeter.sunspec.Chain;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection's worth of polling: which group is due, and what its answers mean.
final class PollSession {

    /// How long an optional span that the device refused is not asked for.
    static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    /// How long a chain that was walked is believed at least, whatever a device answers.
    static final Duration WALK_PAUSE = Duration.ofSeconds(10);

    /// How often a chain is walked to see whether a firmware update moved it: that needs no new connection.
    static final Duration WALK_EVERY = Duration.ofMinutes(1);

    /// A device of which nothing is read for so long yields nothing.
    static final Duration DRY = Duration.ofSeconds(15);

    /// How soon a group is read again whose round was lost.
    static final Duration RETRY = Duration.ofSeconds(2);

    /// Rounds in a row that a device may refuse before it counts as asleep: a logger answers for its inverter.
    private static final int MAX_MISSES = 3;

    /// Of all exchanges of a group, also of a slow device whose connection others use at the same time.
    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.link");

    private final PollSource.Terms terms;
    private final DeviceIdentity recognition;
    private final ModbusClient client;
    private final Context context;
    private final Link link;
    private final RefusedReads refusals;
    private final GroupReads reads;
    /// Optional spans the device does not have.
    private final Set<Span> absent = new HashSet<>();
    /// Those of them that are not asked for at present.
    private final Set<Span> skipped = new HashSet<>();
    private final DueGroups due;
    /// What the device has, without what is absent: what consumers see.
    private Profile profile;
    private ReadPlan plan;
    private boolean walkDue;
    private int refused;
    private int busy;
    private Message fruitless = Message.verbatim("");
    private boolean yielded;
    /// When it is to be noticed that nothing is read any more.
    private long dryAt;
    /// Groups that were asked for on this connection.
    private final Set<String> tried = new HashSet<>();
    private long walkAgain;
    private long askAgain;
    /// When it was or will be at work, for whoever looks whether it hangs.
    private volatile long back;

    PollSession(PollSource.Terms terms, PollSource.Kept kept, ModbusClient client, Context context) {
        this.terms = terms;
        this.link = kept.link();
        this.refusals = kept.refusals();
        this.recognition = kept.recognition();
        this.reads = new GroupReads(terms, kept, client, context);
        this.client = client;
        this.context = context;
        this.due = new DueGroups(context.clock(), refusals);
        this.walkDue = recognition.isNeeded();
        Profile base = recognition.base();
        Profile before = terms.meter().state().profile();
        if (before != null && recognition.isDone()) {
            // What was absent before the connection broke is so until the device says otherwise.
            base.spans().stream()
                    .filter(span -> span.optional() && !before.spans().contains(span))
                    .forEach(absent::add);
        }
        this.profile = without(base, absent);
        this.plan = plan();
        this.walkAgain = now();
        this.askAgain = now() + ASK_AGAIN.toNanos();
        this.back = now();
        this.dryAt = now() + DRY.toNanos();
    }

    /// False where one step takes longer than any device needs. Any thread.
    boolean turns() {
        return now() - back < LONGEST_STEP.toNanos();
    }

    /// What a step brought.
    enum Outcome {
        /// Values.
        VALUES,
        /// The device is there.
        REPLY,
        /// Nothing had to be asked, or a sleeping inverter's logger refuses.
        NOTHING,
        /// The device replies, but yields no values.
        FRUITLESS
    }

    /// How long nothing is to be asked; zero or less where something is due.
    long nanosUntilDue() {
        long now = now();
        back = now;
        if (now - askAgain >= 0 || reads.isChainMoved() || isWalkDue(now)) {
            return 0;
        }
        ReadPlan.Batch next = due.first(plan.batches());
        long wait = (next == null ? askAgain : due.of(next)) - now;
        if (recognition.chain() != null) {
            wait = Math.min(wait, walkAgain + walkEvery() - now);
        }
        back = now + Math.max(0, wait);
        return wait;
    }

    /// Asks for what is due.
    Outcome step() throws IOException, InterruptedException {
        back = now();
        if (now() - askAgain >= 0) {
            reconsider();
        }
        if (reads.isChainMoved()) {
            walkDue = true;
            walkAgain = now();
        }
        if (isWalkDue(now())) {
            return walkIfNotBusy();
        }
        ReadPlan.Batch next = due.first(plan.batches());
        return next == null || due.of(next) - now() > 0 ? Outcome.NOTHING : poll(next);
    }

    private boolean isWalkDue(long now) {
        boolean chained = recognition.chain() != null;
        return walkDue && now - walkAgain >= 0 || chained && now - walkAgain >= walkEvery();
    }

    /// The device missed a reply: it may have started anew, with other firmware.
    void doubt() {
        walkDue = recognition.isNeeded();
    }

    /// Nothing is asked of a device that is not known yet.
    private ReadPlan plan() {
        return recognition.isDone()
                ? ReadPlan.of(recognition.base(), this::wanted, terms.longest())
                : new ReadPlan(List.of());
    }

    private Duration every(Group group) {
        Duration every = terms.every();
        return every != null && group.name().equals("live") ? every : group.every();
    }

    private boolean wanted(Span span) {
        return !(terms.push() != null && span.group().pushed()) && !skipped.contains(span);
    }

    private Outcome walkIfNotBusy() throws IOException, InterruptedException {
        try {
            walk();
        } catch (ReadFaults.DeviceBusyException e) {
            walkAgain = reads.busyFor(RETRY);
            if (!recognition.isDone()) {
                context.clock().sleep(RETRY);
            }
            return busy(Message.of("exception-code", "exception {number}", 6));
        }
        fruitless = recognition.nothingMeasured(profile);
        return fruitless.isEmpty() ? Outcome.REPLY : Outcome.FRUITLESS;
    }

    /// A chain without any measurement may have been misread.
    private long walkEvery() {
        return (recognition.nothingMeasured(profile).isEmpty() ? WALK_EVERY : WALK_PAUSE).toNanos();
    }

    /// Reads a group, and publishes it if all of it came; else it is tried again soon.
    private Outcome poll(ReadPlan.Batch batch) throws IOException, InterruptedException {
        Duration every = every(batch.group());
        long soon = now() + Math.min(RETRY.toNanos(), every.toNanos());
        // From the time it was due, so that the interval does not stretch; but what was missed is not made up for.
        long next = Math.max(due.of(batch) + every.toNanos(), now());
        due.set(batch, soon);
        tried.add(batch.group().name());
        GroupReads.Cycle cycle = new GroupReads.Cycle();
        for (ReadPlan.Ask ask : due.inOrder(batch)) {
            if (!pushedLately(batch.group(), ask.range()) && !taken(ask, cycle)) {
                return refused(cycle);
            }
        }
        refused = 0;
        busy = 0;
        fruitless = recognition.nothingMeasured(profile);
        due.set(batch, next);
        if (!cycle.asked()) {
            return leftOut();
        }
        if (!cycle.received().isEmpty()) {
            yielded = true;
            dryAt = now() + DRY.toNanos();
        }
        publish(cycle);
        context.health().count("polls");
        return fruitless.isEmpty() ? Outcome.VALUES : Outcome.FRUITLESS;
    }

    /// All reads of a group are left out. Where nothing else is read any more it is no bad register that was isolated,
    /// and all is tried again soon: the device may be what it was.
    private Outcome leftOut() {
        fruitless = reads.why();
        boolean dry = now() - dryAt >= 0 && !refusals.givenUp().isEmpty();
        if (dry) {
            refusals.retry(now());
            dryAt = now() + DRY.toNanos();
            yielded = false;
        }
        boolean more = yielded || tried.size() < plan.batches().size();
        return more || fruitless.isEmpty() ? Outcome.NOTHING : Outcome.FRUITLESS;
    }

    private boolean taken(ReadPlan.Ask ask, GroupReads.Cycle cycle) throws IOException, InterruptedException {
        try {
            return reads.take(ask, cycle);
        } finally {
            reads.tell();
        }
    }

    /// Why the device yields nothing, for people.
    Message fruitless() {
        return fruitless;
    }

    /// A round was refused. An inverter that refuses all of it again and again is as good as silent; a busy one is
    /// there.
    private Outcome refused(GroupReads.Cycle cycle) throws IOException {
        if (reads.isBusy()) {
            return busy(reads.why());
        }
        if (profile.sleeps() && cycle.asked()) {
            return Outcome.REPLY;
        }
        refused++;
        if (profile.sleeps() && refused >= MAX_MISSES) {
            throw ReadFaults.refused(terms.endpoint(), refused);
        }
        fruitless = Message.of("asked-again", "{why}; asked again and again", reads.why());
        return profile.sleeps() ? Outcome.NOTHING : refused >= MAX_MISSES ? Outcome.FRUITLESS : Outcome.REPLY;
    }

    private Outcome busy(Message why) {
        busy++;
        fruitless = ReadFaults.busy(why, RETRY);
        return busy >= MAX_MISSES ? Outcome.FRUITLESS : Outcome.REPLY;
    }

    /// What the device pushes now and then is read only when it has not for half its age limit: the answer must
    /// be there before the limit is over.
    private boolean pushedLately(Group group, Range range) {
        Duration limit = group.freshFor();
        PushSource push = terms.push();
        return push != null && limit != null && push.pushedWithin(range, limit.toNanos() / 2);
    }

    private void publish(GroupReads.Cycle cycle) {
        boolean lost = absent.addAll(cycle.refused());
        boolean found = absent.removeAll(cycle.there());
        if (skipped.addAll(cycle.refused())) {
            plan = plan();
        }
        profile = lost || found ? without(recognition.base(), absent) : profile;
        MeterState now = terms.meter().update(state -> {
            MeterState next = adopted(state);
            RegisterImage image = next.image();
            for (Range range : refusals.givenUp()) {
                image = image.without(range);
            }
            for (RegisterImage.Segment segment : cycle.received()) {
                // What was pushed while the round went on is newer than its answers.
                if (!image.holdsNewer(segment)) {
                    image = image.with(segment.address(), segment.words(), segment.instant());
                }
            }
            return image == next.image() ? next : next.with(image);
        });
        Chain walked = recognition.chain();
        walkDue |= reads.isChainInDoubt() || walked != null && !walked.agrees(now.image());
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

    /// Looks what the device is: at each connection, and whenever the headers of its chain are not what they
    /// were.
    private void walk() throws IOException, InterruptedException {
        context.health().count("walks");
        long began = now();
        Chain before = recognition.chain();
        DeviceIdentity.Seen seen = recognition.look(client);
        if (seen != DeviceIdentity.Seen.SAME) {
            told(seen);
            absent.clear();
            skipped.clear();
            refusals.clear();
            profile = recognition.base();
            plan = plan();
        }
        recognition.tell(link, context);
        walkDue = false;
        reads.walked();
        walkAgain = now() + WALK_PAUSE.toNanos();
        Chain walked = recognition.chain();
        terms.meter().update(state -> {
            MeterState kept = seen == DeviceIdentity.Seen.OTHER ? state.with(rest(state.image(), before)) : state;
            MeterState next = adopted(kept);
            return walked == null ? next : next.with(walked.fill(next.image(), began));
        });
    }

    private void told(DeviceIdentity.Seen seen) {
        if (seen == DeviceIdentity.Seen.OTHER) {
            context.health().count("changes");
            LOG.warn("{}: the device or its firmware has changed: {}", terms.name(), recognition.words());
        } else if (recognition.isSearch()) {
            LOG.info("{}: found at unit {}: {}", terms.name(), recognition.unit(), recognition.words());
        }
    }

    /// What is left of a picture when another device stands there: nothing of one that was found out; of one that
    /// was named, what is not of its chain.
    private RegisterImage rest(RegisterImage image, @Nullable Chain before) {
        if (recognition.isSearch() || recognition.isDeclared()) {
            return RegisterImage.EMPTY;
        }
        RegisterImage rest = image;
        if (before != null) {
            for (Span span : before.expand(terms.profile()).spans()) {
                if (!terms.profile().spans().contains(span)) {
                    rest = rest.without(span.range());
                }
            }
        }
        return rest;
    }

    /// Firmware changes: what was absent may be there now. Until it answers, consumers see it absent.
    private void reconsider() {
        askAgain = now() + ASK_AGAIN.toNanos();
        walkDue = recognition.chain() == null && recognition.isNeeded();
        if (!skipped.isEmpty()) {
            skipped.clear();
            plan = plan();
        }
    }

    private static Profile without(Profile base, Set<Span> absent) {
        return absent.isEmpty() ? base : base.without(absent);
    }

    private long now() {
        return context.clock().nanos();
    }
}
