package io.polymeter.fleet.topology;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.site.SilenceWatch;
import io.polymeter.fleet.site.SiteLogic;
import io.polymeter.fleet.site.SiteReader;
import io.polymeter.fleet.site.SiteState;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// What a task keeps in memory, made from its store. Not for several threads.
final class Present {
    private static final long LIVE_EVERY = 2_000;

    final SilenceWatch watch;
    final DueQueue due = new DueQueue();
    final LiveTable live = new LiveTable();
    final LinkedHashSet<String> rebirths = new LinkedHashSet<>();
    final Set<String> asking = new HashSet<>();
    private final SiteReader reader = new SiteReader();
    private final SiteLogic logic;
    private long liveAt;

    Present(EngineTerms terms, SiteLogic logic) {
        this.logic = logic;
        watch = new SilenceWatch(terms.grace());
    }

    void load(KeyValueStore<String, byte[]> sites) {
        try (KeyValueIterator<String, byte[]> all = sites.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                put(next.key, read(next.value));
            }
        }
        watch.sort();
    }

    /// A site that cannot be read, because another version has written it, is one of which nothing is known yet.
    SiteState read(byte[] bytes) {
        try {
            return reader.read(bytes);
        } catch (MalformedRecordException _) {
            return logic.unknown();
        }
    }

    void put(String node, SiteState site) {
        site.watch(node, watch);
        due.put(node, logic.due(site));
        live.put(node, site);
        if (logic.isAsked(site)) {
            asking.add(node);
        } else {
            asking.remove(node);
        }
    }

    boolean isTimeForLive(long now) {
        boolean time = now - liveAt >= LIVE_EVERY;
        liveAt = time ? now : liveAt;
        return time;
    }
}
