package io.polymeter.fleet.api;

import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.LiveSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.rollout.RolloutDriver;
import io.polymeter.fleet.rollout.RolloutOrder;
import io.polymeter.fleet.rollout.RolloutState;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.Status;
import io.polymeter.fleet.topic.TopicTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// What engines tell, in memory: small, and the same on every instance. Safe for several threads.
public final class FleetView implements AutoCloseable {

    private static final int MAX_EVENTS = 2_000;
    private static final int MAX_QUARTERS = 40 * 96;

    /// A part that was not heard for so long is not live any more.
    private static final long LIVE = Duration.ofSeconds(10).toMillis();

    private final Membership membership;
    private final Map<String, Status> sites = new ConcurrentHashMap<>();
    private final Map<String, LiveSum> live = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Long, GroupSum>> sums = new ConcurrentHashMap<>();
    private final Deque<FleetEvent> events = new ArrayDeque<>();
    private final Deque<Audit> audits = new ArrayDeque<>();
    private final Map<String, RolloutOrder> rollouts = new ConcurrentHashMap<>();
    private final Map<String, RolloutState> rolloutStates = new ConcurrentHashMap<>();
    private final SessionKey sessions;
    private final List<TopicTable> tables = new ArrayList<>();

    /// Begins to listen.
    ///
    /// @param membership of the registry; kept up to date by whoever made it
    public FleetView(KafkaAccess kafka, Membership membership) {
        this.membership = membership;
        FleetTopics topics = kafka.topics();
        sessions = new SessionKey(kafka);
        tables.add(new TopicTable(kafka, topics.rollouts(), this::rollout));
        tables.add(new TopicTable(kafka, topics.status(), this::status));
        tables.add(new TopicTable(kafka, topics.live(), (key, bytes) -> {
            if (bytes != null) {
                live.put(key, LiveSum.of(bytes));
            }
        }));
        tables.add(new TopicTable(kafka, topics.sums(), this::sum));
        tables.add(new TopicTable(kafka, topics.events(), (_, bytes) -> {
            if (bytes != null) {
                keep(events, FleetEvent.of(bytes));
            }
        }));
        tables.add(new TopicTable(kafka, topics.audit(), (_, bytes) -> {
            if (bytes != null) {
                keep(audits, Audit.of(bytes));
            }
        }));
    }

    private void status(String node, byte @Nullable [] bytes) {
        if (bytes == null) {
            sites.remove(node);
        } else {
            sites.put(node, Status.of(bytes));
        }
    }

    private void sum(String key, byte @Nullable [] bytes) {
        int mark = key.lastIndexOf('@');
        if (bytes == null || mark < 0) {
            return;
        }
        NavigableMap<Long, GroupSum> quarters =
                sums.computeIfAbsent(key.substring(0, mark), _ -> new ConcurrentSkipListMap<>());
        quarters.put(Long.parseLong(key.substring(mark + 1)), GroupSum.of(bytes));
        while (quarters.size() > MAX_QUARTERS) {
            quarters.pollFirstEntry();
        }
    }

    private void rollout(String key, byte @Nullable [] bytes) {
        if (bytes == null) {
            return;
        }
        String id = key.substring(key.indexOf('/') + 1);
        if (key.equals(RolloutDriver.orderKey(id))) {
            rollouts.put(id, RolloutOrder.of(bytes));
        } else {
            rolloutStates.put(id, RolloutState.of(bytes));
        }
    }

    private static <T> void keep(Deque<T> all, T next) {
        synchronized (all) {
            all.addFirst(next);
            if (all.size() > MAX_EVENTS) {
                all.removeLast();
            }
        }
    }

    /// Who belongs where.
    public Membership membership() {
        return membership;
    }

    /// The registration of each site.
    Map<String, Registration> registered() {
        return membership.sites();
    }

    /// How each site is that was ever heard.
    public Map<String, Status> sites() {
        return sites;
    }

    /// The live sum of a group, of what its parts have told lately.
    public LiveSum live(String group, long now) {
        return live.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(group + "#"))
                .map(Map.Entry::getValue)
                .filter(part -> now - part.at() <= LIVE)
                .reduce(LiveSum.NONE, LiveSum::plus);
    }

    /// Quarter-hours of a group, by their beginning.
    public NavigableMap<Long, GroupSum> quarters(String group) {
        return sums.getOrDefault(group, new ConcurrentSkipListMap<>());
    }

    /// How complete the quarter-hours of a group are now.
    Completeness completeness(SiteGroup group) {
        return new Completeness(group, membership, sites);
    }

    /// Roll-outs by id.
    Map<String, RolloutOrder> rollouts() {
        return rollouts;
    }

    /// How far one is.
    RolloutState rolloutState(String id) {
        return rolloutStates.getOrDefault(id, RolloutState.BEGUN);
    }

    /// What sessions are signed with.
    SessionKey sessions() {
        return sessions;
    }

    /// The newest events first.
    public List<FleetEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /// The newest changes first.
    public List<Audit> audits() {
        synchronized (audits) {
            return List.copyOf(audits);
        }
    }

    @Override
    public void close() {
        tables.forEach(TopicTable::close);
        sessions.close();
    }
}
