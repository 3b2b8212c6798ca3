package io.polymeter.link.mqtt;

import io.polymeter.link.Context;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.link.publish.PublishedValue;
import io.polymeter.point.Point;
import io.polymeter.store.MeterState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be published next over one connection: what has changed since the last round.
final class ChangeSet {

    private final PublishLink.Terms terms;
    private final Context context;
    private final List<Told> told;
    private volatile boolean wanted;

    /// What one meter's consumers know.
    private static final class Told {
        private @Nullable List<PublishedValue> values;
        private @Nullable Boolean measured;
        private final Set<Point> seen = new HashSet<>();
        private boolean wanted;
        private boolean news;
    }

    ChangeSet(PublishLink.Terms terms, Context context) {
        this.terms = terms;
        this.context = context;
        this.told = terms.meters().stream().map(_ -> new Told()).toList();
    }

    /// Home Assistant has started: everything is announced again. Any thread.
    void again() {
        wanted = true;
    }

    /// The next messages, none without news.
    List<Message> next() {
        if (wanted) {
            wanted = false;
            context.health().count("announced-again");
            told.forEach(each -> each.wanted = true);
        }
        List<Message> round = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            add(round, terms.meters().get(i), told.get(i));
        }
        return round;
    }

    /// The broker has acknowledged the round.
    void taken() {
        long now = context.clock().nanos();
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i).news) {
                told.get(i).news = false;
                context.health().count("messages");
                terms.tallies().get(i).told(1, now);
            }
        }
    }

    private void add(List<Message> round, PublishedMeter shown, Told known) {
        MeterState state = shown.meter().state();
        List<PublishedValue> values = shown.fresh(state, context.clock().nanos());
        announce(round, shown, values, known);
        if (values.equals(known.values)) {
            return;
        }
        StatePayload statement = StatePayload.of(values, context.clock());
        String meter = shown.meter().name();
        round.add(Message.retained(terms.names().state(meter), statement.json()));
        if (known.measured == null || known.measured != statement.measured()) {
            String presence = statement.measured() ? PublishLink.ONLINE : PublishLink.OFFLINE;
            round.add(Message.retained(terms.names().availability(meter), presence));
            context.health().count(presence);
        }
        known.values = values;
        known.measured = statement.measured();
        known.news = true;
    }

    /// Tells of points that have not been told of. A meter that says nothing yet is left as it was announced
    /// before.
    private void announce(List<Message> round, PublishedMeter shown, List<PublishedValue> values, Told known) {
        DiscoveryPayload announcement = terms.announcement();
        if (announcement == null || values.isEmpty()) {
            return;
        }
        boolean added = false;
        for (PublishedValue value : values) {
            added |= known.seen.add(value.point());
        }
        if (!added && !known.wanted) {
            return;
        }
        known.wanted = false;
        round.addAll(announcement.messages(shown, shown.meter().state(), known.seen));
        context.health().count("announcements");
    }
}
