package io.polymeter.fleet.topology;

import io.polymeter.fleet.bytes.RecordWriter;
import io.polymeter.fleet.group.LiveSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Effect;
import io.polymeter.fleet.site.Share;
import io.polymeter.fleet.site.SiteState;
import io.polymeter.fleet.site.Window;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Where effects go: topics, and the shares of sums that wait to be passed on together.
final class Outlet {

    private final ProcessorContext<String, byte[]> context;
    private final Membership membership;
    private final Tallies tallies;
    private final KeyValueStore<String, byte[]> shares;
    private final String part;

    Outlet(ProcessorContext<String, byte[]> context, Membership membership, Tallies tallies) {
        this.context = context;
        this.membership = membership;
        this.tallies = tallies;
        shares = context.getStateStore(FleetTopology.SHARES);
        part = Integer.toString(context.taskId().partition());
    }

    /// @param now for what has no instant of its own
    void take(String node, SiteState site, Effect effect, long now) {
        switch (effect) {
            case Effect.Tell tell -> tell(node, tell, now);
            case Effect.Rebirth _ -> down(node, Commands.rebirth(now));
            case Effect.Replay replay -> {
                tallies.asked.increment();
                down(node, Commands.replay(replay.from(), replay.to(), now));
            }
            case Effect.Send send -> down(node, Commands.order(send.order(), now));
            case Effect.Progress progress -> {
                String state = progress.order().state().name().toLowerCase(Locale.ROOT);
                event(new FleetEvent(
                        now,
                        node,
                        progress.order().device(),
                        "order-" + state,
                        progress.order().id()));
            }
            case Effect.Notice notice -> {
                String what = notice.what().name().toLowerCase(Locale.ROOT);
                event(new FleetEvent(now, node, notice.meter(), what, notice.text()));
            }
            case Effect.Count count -> tallies.count(count.refused());
            case Effect.Changed _ ->
                send(FleetTopology.TO_STATUS, node, Status.of(site.view()).bytes(), now);
        }
    }

    private void tell(String node, Effect.Tell tell, long now) {
        tallies.told.increment();
        Window.Told told = tell.told();
        send(FleetTopology.TO_KEPT, node + "/" + tell.meter(), told.row().bytes(), now);
        if (told.difference().isNothing()) {
            return;
        }
        for (SiteGroup group : membership.of(node, tell.meter(), told.row().from())) {
            Share share = group.sign(tell.meter()) > 0
                    ? told.difference()
                    : told.difference().turned();
            String key = group.name() + "@" + told.row().from();
            byte[] before = shares.get(key);
            Share sum = before == null ? share : Share.of(before).plus(share);
            shares.put(key, bytes(sum));
        }
    }

    private static byte[] bytes(Share share) {
        RecordWriter out = new RecordWriter(32);
        share.write(out);
        return out.bytes();
    }

    /// Passes on what has gathered of sums.
    void flush(long now) {
        List<KeyValue<String, byte[]>> gathered = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = shares.all()) {
            all.forEachRemaining(gathered::add);
        }
        for (KeyValue<String, byte[]> next : gathered) {
            shares.delete(next.key);
            if (!Share.of(next.value).isNothing()) {
                send(FleetTopology.TO_SHARES, next.key, next.value, now);
            }
        }
    }

    void down(String node, DownlinkMessage down) {
        send(FleetTopology.TO_DOWN, node, down.bytes(), context.currentSystemTimeMs());
    }

    void event(FleetEvent event) {
        send(FleetTopology.TO_EVENTS, event.node(), event.bytes(), event.at());
    }

    /// Many fell silent at once: that is about us, or about a network, and not about each of them.
    void many(int silent, int all, long now) {
        event(new FleetEvent(
                now,
                "",
                "",
                "many-silent",
                silent + " of " + all + " meters fell silent at once (partition " + part + ")."));
    }

    void live(Map<String, LiveSum> sums) {
        sums.forEach((group, sum) -> send(FleetTopology.TO_LIVE, group + "#" + part, sum.bytes(), sum.at()));
    }

    void reject(Record<String, byte[]> record, String why) {
        String key = String.valueOf(record.key());
        send(FleetTopology.TO_REJECTED, key + ": " + why, record.value(), record.timestamp());
    }

    private void send(String sink, String key, byte[] value, long at) {
        context.forward(new Record<>(key, value, Math.max(0, at)), sink);
    }
}
