package io.polymeter.link.sparkplug;

import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Reconfiguration;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.link.sparkplug.JournalReader.Item;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Property;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the node does while it is connected, turn by turn: what is new first, commands, then a message of what was
/// not told before. For one thread.
final class SessionLoop {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.sparkplug");

    /// What was sent so shortly before a connection broke may not have arrived, in milliseconds.
    static final long AGAIN = 30_000;

    /// Messages of the past are at least so far apart.
    private static final Duration PACE = Duration.ofMillis(100);

    private static final Duration STORE = Duration.ofSeconds(60);

    private final EdgeNode node;
    private final String link;
    private final Context context;
    private final Clock clock;
    private final SparkplugSession session;
    private final Replay replay;
    private final CommandReader reader;
    private SiteSnapshot told = SiteSnapshot.NONE;
    private boolean rebirth;
    private @Nullable String held;
    private long lastPast;
    private long lastStored;

    SessionLoop(EdgeNode node, String link, Context context, SparkplugSession session) {
        this.node = node;
        this.link = link;
        this.context = context;
        this.clock = context.clock();
        this.session = session;
        long tolerance = Math.max(3 * node.sink().every().toMillis(), 10_000);
        this.replay = new Replay(node.journal(), node.past(), node.terms().meters(), tolerance);
        this.reader =
                new CommandReader(node.id(), node.terms().meters(), node.terms().aliases());
        this.lastPast = clock.nanos() - PACE.toNanos();
    }

    SparkplugSession session() {
        return session;
    }

    void count(String counter) {
        context.health().count(counter);
    }

    private long now() {
        return Math.max(0, clock.wall().toEpochMilli());
    }

    /// How long there is nothing to do, at most `most`.
    Duration wait(Duration most) {
        if (!session.born() || replay.isEmpty()) {
            return most;
        }
        long left = Math.max(1, PACE.toNanos() - (clock.nanos() - lastPast));
        return Duration.ofNanos(Math.min(left, most.toNanos()));
    }

    /// Does what there is to do.
    void turn() throws IOException, InterruptedException {
        SiteSnapshot round = node.recorder().latest();
        if (round.number() == 0) {
            return;
        }
        if (!session.born()) {
            session.birth(round, now());
            begin(round);
        } else if (rebirth) {
            count("rebirths");
            session.birth(round, now());
            rebirth = false;
        }
        if (round.number() != told.number()) {
            live(round);
        }
        controls();
        if (!replay.isEmpty() && clock.nanos() - lastPast >= PACE.toNanos()) {
            past(round);
        }
    }

    /// What the host does not know of the time before.
    private void begin(SiteSnapshot round) {
        NodeStateFile.State state = node.file().state();
        state.gaps().forEach(gap -> replay.add(new Replay.Order(gap, null, false)));
        if (state.sent() >= 0) {
            replay.add(new Replay.Order(new TimeRange(state.sent(), round.at()), null, false));
        }
        told = round;
        count(round);
        lastStored = clock.nanos() - STORE.toNanos();
    }

    private void live(SiteSnapshot round) throws IOException, InterruptedException {
        session.live(round, now(), held);
        if (round.number() != told.number() + 1) {
            count("rounds-late");
            replay.add(new Replay.Order(new TimeRange(told.at(), round.at()), null, false));
        }
        told = round;
        count(round);
        if (clock.nanos() - lastStored >= STORE.toNanos()) {
            lastStored = clock.nanos();
            store(AGAIN);
        }
    }

    private void count(SiteSnapshot round) {
        count("rounds");
        for (MeterSnapshot meter : round.meters()) {
            PublishCounters tally = node.tallies().get(meter.meter());
            if (tally != null && meter.alive()) {
                tally.told(1, clock.nanos());
            }
        }
    }

    private void store(long again) throws IOException {
        node.file().sent(Math.max(0, told.at() - again), replay.unfinished(again));
    }

    /// The connection is over.
    ///
    /// @param arrived true where all that was sent has arrived
    void end(boolean arrived) {
        if (!session.born()) {
            return;
        }
        try {
            store(arrived ? 0 : AGAIN);
        } catch (IOException e) {
            count("state-not-stored");
            LOG.debug("what was sent cannot be stored", e);
        }
    }

    private void past(SiteSnapshot round) throws IOException, InterruptedException {
        lastPast = clock.nanos();
        Replay.Batch batch;
        try {
            batch = replay.next();
        } catch (IOException e) {
            count("past-unreadable");
            LOG.warn("{}: what was measured earlier cannot be read: {}", link, e.getMessage());
            replay.giveUp();
            return;
        }
        if (batch == null) {
            return;
        }
        Map<String, List<TimedValue>> values = new LinkedHashMap<>();
        for (Item item : batch.values()) {
            values.computeIfAbsent(item.meter(), _ -> new ArrayList<>()).add(item.value());
        }
        for (Map.Entry<String, List<TimedValue>> meter : values.entrySet()) {
            held = meter.getKey();
            session.past(meter.getKey(), meter.getValue(), observation(round, meter.getKey()), now());
            count("past-messages");
        }
        finish(batch);
        if (replay.isEmpty()) {
            held = null;
        }
    }

    private static MeterSnapshot observation(SiteSnapshot round, String meter) {
        return round.meters().stream()
                .filter(each -> each.meter().equals(meter))
                .findFirst()
                .orElse(new MeterSnapshot(meter, null, false, List.of()));
    }

    private void finish(Replay.Batch batch) throws IOException, InterruptedException {
        for (TimeRange lost : batch.lost()) {
            count("lost");
            LOG.warn("{}: nothing was kept of {} s", link, (lost.to() - lost.from()) / 1000);
            tell(ControlMetrics.LOST_FROM, lost.from(), ControlMetrics.LOST_TO, lost.to());
        }
        Replay.Order finished = batch.finished();
        if (finished != null && finished.asked()) {
            TimeRange stretch = finished.stretch();
            tell(ControlMetrics.REPLAY_FROM, stretch.from(), ControlMetrics.REPLAY_TO, stretch.to());
        }
    }

    private void tell(String first, long from, String second, long to) throws IOException, InterruptedException {
        node.terms().facts().put(first, new Property(DataType.DATE_TIME, new MetricValue.Whole(from)));
        node.terms().facts().put(second, new Property(DataType.DATE_TIME, new MetricValue.Whole(to)));
        session.node(List.of(first, second), now());
    }

    private void controls() throws IOException, InterruptedException {
        for (PowerLimits.Outcome outcome : node.limits().outcomes()) {
            if (outcome.values().isEmpty()) {
                refuse(new Command.Refused(ControlMetrics.POWER_LIMIT, "the device does not take it"));
            } else {
                session.control(outcome.meter(), outcome.values(), now());
            }
        }
        if (!node.sink().allows(SparkplugSink.Command.CONFIGURATION)) {
            return;
        }
        Reconfiguration.State state =
                node.reconfiguration().get().map(Reconfiguration::state).orElse(null);
        if (state != null) {
            String word =
                    state.phase().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            Property text = Property.of(state.reason().isEmpty() ? word : word + ": " + state.reason());
            Property before = node.terms().facts().put(ControlMetrics.CONFIGURATION_STATE, text);
            Property hash = node.terms().facts().put(ControlMetrics.CONFIGURATION_HASH, Property.of(state.hash()));
            if (!text.equals(before) || !Property.of(state.hash()).equals(hash)) {
                session.node(List.of(ControlMetrics.CONFIGURATION_HASH, ControlMetrics.CONFIGURATION_STATE), now());
            }
        }
    }

    /// Takes a command.
    void command(Message message) {
        for (Command command : reader.read(message)) {
            switch (command) {
                case Command.Rebirth _ -> rebirth = true;
                case Command.Again again -> again(again);
                case Command.Limit limit -> limit(limit);
                case Command.Configure configure -> configure(configure);
                case Command.Refused refused -> refuse(refused);
            }
        }
    }

    private void again(Command.Again again) {
        count("replays");
        long end = Math.min(again.stretch().to(), node.recorder().latest().at() + 1);
        TimeRange stretch = new TimeRange(again.stretch().from(), end);
        if (stretch.isEmpty() || !replay.add(new Replay.Order(stretch, again.meter(), true))) {
            String reason = stretch.isEmpty() ? "this moment has not come yet" : "too much is to be sent again already";
            refuse(new Command.Refused(ControlMetrics.REPLAY_FROM, reason));
        }
    }

    private void limit(Command.Limit limit) {
        if (!node.sink().allows(SparkplugSink.Command.LIMIT)) {
            refuse(new Command.Refused(ControlMetrics.POWER_LIMIT, "'commands' does not allow 'limit'"));
            return;
        }
        Command.Refused refused = node.limits().set(limit, link);
        if (refused != null) {
            refuse(refused);
        }
    }

    private void configure(Command.Configure configure) {
        Reconfiguration way = node.reconfiguration().get().orElse(null);
        String reason = !node.sink().allows(SparkplugSink.Command.CONFIGURATION)
                ? "'commands' does not allow 'configuration'"
                : way == null ? "the configuration of this program cannot be changed" : "";
        if (way == null || !reason.isEmpty()) {
            refuse(new Command.Refused(ControlMetrics.CONFIGURATION, reason));
        } else if (!Sha256.of(configure.text()).equals(configure.hash())) {
            refuse(new Command.Refused(ControlMetrics.CONFIGURATION_HASH, "it is not the text's"));
        } else {
            count("configurations");
            way.offer(configure.text().getBytes(java.nio.charset.StandardCharsets.UTF_8), link);
        }
    }

    private void refuse(Command.Refused refused) {
        count("refused-command");
        if (node.refusals().isNews(refused)) {
            LOG.warn("{}: a command is refused: {}: {}", link, refused.field(), refused.reason());
        }
    }
}
