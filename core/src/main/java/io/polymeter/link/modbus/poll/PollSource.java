package io.polymeter.link.modbus.poll;

import static java.util.Objects.requireNonNull;

import io.polymeter.link.Backoff;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.SteppedLink;
import io.polymeter.link.Trouble;
import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.link.modbus.serve.PushSource;
import io.polymeter.link.modbus.serve.WrittenDevice;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import io.polymeter.sunspec.DeviceChoice;
import io.polymeter.sunspec.Model;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A device that we read: each group of registers at its own interval, with the fewest requests, and each group
/// published as one.
///
/// A poll that fails changes nothing: the values that are there grow older, and the views say so. A device that
/// never answered costs one time-out per back-off step, one that did may miss two replies before the connection is
/// made anew. An inverter that falls silent is no failure: it sleeps, and is asked now and then.
final class PollSource implements SteppedLink, WrittenDevice {

    /// What a poll source is made of.
    ///
    /// @param name of the link, e.g. `grid.poll`
    /// @param endpoint for people
    /// @param unit the device's unit id
    /// @param profile the meter's register map as configured
    /// @param every how often the live group is read, null: as the profile says
    /// @param longest the most registers of one read
    /// @param push where the device also writes to us: what it always pushes is not read; else null
    /// @param search where the device may be whose profile nobody named; else null
    /// @param device the device of its SunSpec chain that is meant, null for the first
    record Terms(
            String name,
            String endpoint,
            int unit,
            Meter meter,
            Profile profile,
            @Nullable Duration every,
            int longest,
            @Nullable PushSource push,
            DeviceIdentity.@Nullable Search search,
            @Nullable DeviceChoice device) {}

    /// What a source keeps from one connection to the next.
    record Kept(Link link, DeviceIdentity recognition, RefusedReads refusals, ReplyQuality quality) {}

    /// So long after it was last seen a deviation is over; when it comes again, it is said again.
    private static final Duration FORGIVEN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.link");

    /// Replies in a row that may be missing before the connection is made anew.
    private static final int MAX_MISSES = 2;

    private static final Point STATE = Point.of(Quantity.STATE);
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    /// An inverter that delivered less than this, in watts, when it fell silent went to sleep.
    private static final double DUSK = 100;

    private final Terms terms;
    private final ClientOpener opener;
    private final SharedClient shared;
    private final DeviceIdentity recognition;
    private final Kept kept;
    private final Message answered;
    /// Whether the device was connected to, and did not reply. For the thread of this link.
    private boolean silent;

    private volatile @Nullable PollSession current;

    private final Map<Deviation.Kind, Long> deviations = new EnumMap<>(Deviation.Kind.class);
    /// When each was last seen.
    private final Map<Deviation.Kind, Long> tolerated = new EnumMap<>(Deviation.Kind.class);

    /// @param opener gives the device's only connection
    /// @param shared tells what others hear on it
    PollSource(Terms terms, ClientOpener opener, SharedClient shared) {
        this.terms = terms;
        this.shared = shared;
        this.opener = opener;
        this.answered = Message.of("answered-by", "is answered by {place}", terms.endpoint());
        this.recognition = new DeviceIdentity(terms.profile(), terms.unit(), terms.search(), terms.device());
        this.kept = new Kept(this, recognition, new RefusedReads(), new ReplyQuality());
    }

    /// The unit id at which the device answers, -1 while nobody knows. Any thread.
    @Override
    public int getAsInt() {
        return recognition.knownUnit();
    }

    @Override
    public @Nullable Model modelAt(int address) {
        return recognition.modelAt(address);
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Message description() {
        if (terms.search() != null) {
            return Message.of("link-finds-out", "finds out what is at {endpoint}, and polls it", terms.endpoint());
        }
        return terms.push() == null
                ? Message.of(
                        "link-polls",
                        "polls {endpoint} unit {unit} as {profile}",
                        terms.endpoint(),
                        terms.unit(),
                        terms.profile().id())
                : Message.of(
                        "link-polls-rest",
                        "polls {endpoint} unit {unit}, what is not pushed, as {profile}",
                        terms.endpoint(),
                        terms.unit(),
                        terms.profile().id());
    }

    @Override
    public Set<String> events() {
        return Set.of(
                "polls",
                "answers",
                "answer-us",
                "timeouts",
                "connection-failures",
                "rests",
                "unusable-answers",
                "walks",
                "changes",
                "other-models");
    }

    @Override
    public LinkRun begin(Context context) {
        return new Polling(context);
    }

    /// A device that somebody else of this program hears is there; a unit that is silent, only if that unit is heard.
    @Override
    public void pause(Context context, Duration most) throws InterruptedException {
        shared.awaitReply(context.clock(), silent ? recognition.knownUnit() : -1, most);
    }

    private boolean isInverter() {
        Profile profile = terms.meter().state().profile();
        return profile != null && profile.sleeps();
    }

    /// From the first connection to a failure that is none of a sleeping inverter.
    private final class Polling implements LinkRun {

        private final Context context;
        private final Backoff backoff;
        private @Nullable ModbusClient client;
        private int missed;
        private boolean answered;

        private Polling(Context context) {
            this.context = context;
            this.backoff = new Backoff(context.random());
        }

        @Override
        public Duration step() throws Exception {
            try {
                PollSession session = current;
                if (session == null) {
                    session = connected();
                }
                long wait = session.nanosUntilDue();
                if (wait > 0) {
                    return Duration.ofNanos(wait);
                }
                ask(session, requireNonNull(client));
            } catch (IOException e) {
                silent = e instanceof NoResponseException;
                close();
                if (!isInverter()) {
                    throw e;
                }
                rest(context, e);
                pause(context, backoff.next());
            }
            return Duration.ZERO;
        }

        private PollSession connected() throws IOException, InterruptedException {
            silent = false;
            missed = 0;
            answered = false;
            ModbusClient opened = opener.open();
            client = opened;
            PollSession session = new PollSession(terms, kept, opened, context);
            current = session;
            return session;
        }

        private void ask(PollSession session, ModbusClient asked) throws IOException, InterruptedException {
            try {
                PollSession.Outcome outcome = session.step();
                tolerated(context, asked);
                if (outcome != PollSession.Outcome.NOTHING) {
                    missed = 0;
                    answered = true;
                    backoff.reset();
                    tell(context, session, outcome);
                }
            } catch (NoResponseException e) {
                context.health().count("timeouts");
                missed++;
                session.doubt();
                if (!answered || missed >= MAX_MISSES) {
                    throw e;
                }
            } catch (IOException e) {
                context.health().count("connection-failures");
                throw e;
            }
        }

        @Override
        public void close() {
            ModbusClient opened = client;
            client = null;
            current = null;
            if (opened != null) {
                opened.close();
            }
        }
    }

    @Override
    public boolean responsive() {
        PollSession session = current;
        return session == null || session.turns();
    }

    /// Up is only what yields values.
    private void tell(Context context, PollSession session, PollSession.Outcome outcome) {
        switch (outcome) {
            case VALUES -> report(context, Health.State.UP, answered);
            case FRUITLESS ->
                report(
                        context,
                        Health.State.WAITING,
                        Message.of("place-does", "{place} {what}", terms.endpoint(), session.fruitless()));
            case REPLY, NOTHING -> {}
        }
    }

    /// Says once what is tolerated of the device.
    private void tolerated(Context context, ModbusClient client) {
        for (Deviation deviation : client.deviations()) {
            long before = deviations.getOrDefault(deviation.kind(), 0L);
            // A new client of the same device counts from the beginning.
            long more = deviation.count() < before ? deviation.count() : deviation.count() - before;
            if (more > 0) {
                deviations.put(deviation.kind(), deviation.count());
                tolerated.put(deviation.kind(), context.clock().nanos());
                trouble(
                        context,
                        Trouble.note(deviation.kind().id(), Message.of(deviation.wording()), deviation.example())
                                .times(more));
            }
        }
        long now = context.clock().nanos();
        tolerated.entrySet().removeIf(last -> {
            boolean over = now - last.getValue() > FORGIVEN.toNanos();
            if (over) {
                settled(context, last.getKey().id());
            }
            return over;
        });
    }

    /// An inverter fell silent, as each does in the evening. It is asked now and then until it is back; nobody is
    /// told a second time.
    private void rest(Context context, IOException failure) {
        Health health = context.health();
        health.count("rests");
        if (failure instanceof ReadFaults.OtherDeviceException) {
            report(context, Health.State.WAITING, Message.of(failure));
            return;
        }
        if (health.status().state() == Health.State.WAITING) {
            return;
        }
        if (!sleeps()) {
            report(
                    context,
                    Health.State.WAITING,
                    Message.of("away", "away ({why}); asked again each minute", Message.of(failure)));
        } else if (health.set(
                Health.State.WAITING,
                Message.of("asleep", "asleep; asked again each minute"),
                context.clock().nanos())) {
            LOG.info("{}: asleep ({}); retrying every minute", name(), failure.getMessage());
        }
    }

    /// True where the last that was heard is what an inverter says before it goes to sleep: off, sleeping,
    /// starting, shutting down or standby (SunSpec model 103, point St: 1, 2, 3, 6, 8), or next to no power.
    private boolean sleeps() {
        Readings last = terms.meter().state().measured();
        double state = last.value(STATE);
        double power = last.value(POWER);
        boolean atWork = state == 4 || state == 5 || state == 7;
        return Double.isNaN(power) ? !atWork : Math.abs(power) < DUSK || !atWork;
    }
}
