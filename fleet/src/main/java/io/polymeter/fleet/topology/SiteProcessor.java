package io.polymeter.fleet.topology;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.site.Arrival;
import io.polymeter.fleet.site.Effect;
import io.polymeter.fleet.site.Order;
import io.polymeter.fleet.site.SiteLogic;
import io.polymeter.fleet.site.SiteState;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.MalformedPayloadException;
import io.polymeter.sparkplug.Payload;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Takes what sites say through [SiteLogic], and lets its time go by. One for each task.
final class SiteProcessor extends ContextualProcessor<String, byte[], String, byte[]> {

    private static final Duration TICK = Duration.ofSeconds(1);

    /// Sites that are looked at in one tick.
    private static final int MAX_DUE = 2_000;

    private final EngineTerms terms;
    private final Membership membership;
    private final Tallies tallies;
    private final SiteLogic logic;
    private Present present;
    private KeyValueStore<String, byte[]> sites;
    private KeyValueStore<String, byte[]> old;
    private Outlet outlet;

    @SuppressWarnings("NullAway.Init") // by init
    SiteProcessor(EngineTerms terms, Membership membership, Tallies tallies) {
        this.terms = terms;
        this.membership = membership;
        this.tallies = tallies;
        this.logic = new SiteLogic(terms.site());
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        sites = context.getStateStore(FleetTopology.SITES);
        old = context.getStateStore(FleetTopology.OLD);
        outlet = new Outlet(context, membership, tallies);
        present = new Present(terms, logic);
        present.load(sites);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        tallies.messages.increment();
        if (record.value() == null) {
            return;
        }
        try {
            UplinkMessage up = UplinkMessage.of(record.value());
            if (up.kind() == UplinkMessage.Kind.BEAT) {
                present.watch.beat(up.received());
            } else if (record.key() != null) {
                take(record.key(), up);
            }
        } catch (MalformedRecordException | MalformedPayloadException bad) {
            tallies.count(Effect.Refused.MALFORMED);
            outlet.reject(record, String.valueOf(bad.getMessage()));
        }
    }

    private void take(String node, UplinkMessage up) throws MalformedPayloadException {
        byte[] bytes = sites.get(node);
        SiteState site = bytes == null ? logic.unknown() : present.read(bytes);
        List<Effect> effects = up.kind() == UplinkMessage.Kind.ORDER
                ? logic.ordered(site, Order.of(up.payload()), up.received())
                : logic.arrived(site, arrival(up), new StoredArchive(old, node));
        sites.put(node, site.bytes());
        done(node, site, effects, up.received());
    }

    private static Arrival arrival(UplinkMessage up) throws MalformedPayloadException {
        Payload payload = Payload.decode(up.payload());
        Arrival.Type type = Arrival.Type.valueOf(up.kind().name());
        return new Arrival(type, up.device(), payload, up.received());
    }

    private void done(String node, SiteState site, List<Effect> effects, long now) {
        present.put(node, site);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Rebirth) {
                present.rebirths.add(node);
            } else {
                outlet.take(node, site, effect, now);
            }
        }
    }

    private void tick(long wall) {
        outlet.flush(context().currentSystemTimeMs());
        if (!present.watch.isLive(wall)) {
            return;
        }
        long now = present.watch.lastBeat();
        rebirths(now);
        silence(now);
        passed(now);
        if (present.isTimeForLive(now)) {
            outlet.live(present.live.sums(membership, now));
        }
    }

    private void rebirths(long now) {
        for (int i = 0; i < terms.rebirthsPerSecond() && !present.rebirths.isEmpty(); i++) {
            outlet.down(present.rebirths.removeFirst(), Commands.rebirth(now));
        }
    }

    private void silence(long now) {
        var silent = present.watch.silent(now);
        int all = present.watch.size() + silent.size();
        boolean many = silent.size() > Math.max(20, all / 20);
        if (many) {
            outlet.many(silent.size(), all, now);
        }
        for (var key : silent) {
            byte[] bytes = sites.get(key.node());
            if (bytes != null) {
                SiteState site = present.read(bytes);
                var registration = membership.registration(key.node());
                boolean snoozed = registration != null && registration.snoozed() > now;
                List<Effect> effects = logic.silent(site, key.meter(), now, many || snoozed);
                sites.put(key.node(), site.bytes());
                done(key.node(), site, effects, now);
            }
        }
    }

    private void passed(long now) {
        List<KeyValue<String, SiteState>> due = present.due.due(now, MAX_DUE).stream()
                .filter(node -> sites.get(node) != null)
                .map(node -> KeyValue.pair(node, present.read(sites.get(node))))
                .sorted(Comparator.comparingLong((KeyValue<String, SiteState> site) -> -logic.wantedDay(site.value)))
                .toList();
        for (KeyValue<String, SiteState> next : due) {
            boolean mayAsk = present.asking.contains(next.key) || present.asking.size() < terms.mostAsked();
            List<Effect> effects = logic.passed(next.value, now, new StoredArchive(old, next.key), mayAsk);
            sites.put(next.key, next.value.bytes());
            done(next.key, next.value, effects, now);
            if (logic.due(next.value) <= now) {
                // It had to wait for its turn.
                present.due.put(next.key, now + TICK.toMillis());
            }
        }
    }
}
