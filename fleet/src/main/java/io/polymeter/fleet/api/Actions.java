package io.polymeter.fleet.api;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.rollout.RolloutDriver;
import io.polymeter.fleet.rollout.RolloutOrder;
import io.polymeter.fleet.site.Order;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Changes, each with its line in the audit log.
public final class Actions implements AutoCloseable {

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;
    private final Registry registry;

    /// @param kafka the topics exist
    public Actions(KafkaAccess kafka) {
        this.kafka = kafka;
        producer = kafka.producer();
        registry = new Registry(kafka);
    }

    /// What is registered.
    Registry registry() {
        return registry;
    }

    /// A power limit.
    ///
    /// @param watts at most
    /// @param time after which it ends by itself
    public record Limit(String meter, double watts, Duration time) {}

    /// Orders a power limit.
    ///
    /// @return the id of the order
    public String limit(String person, String node, Limit limit) {
        long now = System.currentTimeMillis();
        String id = UUID.randomUUID().toString();
        Order order = new Order(
                id,
                limit.meter(),
                ControlMetrics.POWER_LIMIT,
                limit.watts(),
                now + limit.time().toMillis(),
                Order.State.SENT,
                now);
        UplinkMessage up = new UplinkMessage(UplinkMessage.Kind.ORDER, "", now, order.bytes());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().desired(), node, up.bytes()));
        audit(
                person,
                "limit",
                node + "/" + limit.meter(),
                limit.watts() + " W for " + limit.time().toMinutes() + " min, order " + id);
        return id;
    }

    /// Registers sites as they are given.
    ///
    /// @param sites by name, `GROUP/NODE`
    public void register(String person, Map<String, Registration> sites) throws IOException {
        registry.change(_ -> sites.entrySet().stream()
                .map(site -> new Registry.Edit(
                        site.getKey(),
                        site.getValue(),
                        line(
                                person,
                                "register",
                                site.getKey(),
                                site.getValue().labels().toString())))
                .toList());
    }

    /// Registers a site, or changes its labels from the next quarter-hour on.
    public void label(String person, String node, Map<String, String> labels) throws IOException {
        edit(node, line(person, "label", node, labels.toString()), known -> labelled(known, labels));
    }

    private static Registration labelled(@Nullable Registration known, Map<String, String> labels) {
        if (known == null) {
            return Registration.since(nextQuarter()).labelled(0, labels);
        }
        return known.labelled(known.labels().isEmpty() ? 0 : nextQuarter(), labels);
    }

    private static long nextQuarter() {
        return Quarter.of(System.currentTimeMillis()) + Quarter.MILLIS;
    }

    /// Lets a site in, or not any more.
    public void admit(String person, String node, boolean may) throws IOException {
        edit(
                node,
                line(person, may ? "admit" : "revoke", node, ""),
                known -> (known == null ? Registration.PLAIN : known).admitted(may, nextQuarter()));
    }

    /// Gives a site a code that lets it in once.
    ///
    /// @param invitation with the code
    public void invite(String person, String node, Invitation invitation) throws IOException {
        edit(node, line(person, "invite", node, "until " + Instant.ofEpochMilli(invitation.until())), known -> {
            // It is admitted by its code, and not before.
            Registration found = known == null ? Registration.UNADMITTED : known;
            Registration labelled = invitation.labels().isEmpty() ? found : labelled(found, invitation.labels());
            return labelled.invited(invitation.digest(), invitation.until());
        });
    }

    /// A code that lets a site in once.
    ///
    /// @param digest of the code
    /// @param until when it lapses, milliseconds since 1970 UTC
    /// @param labels of the site; empty to leave those it has
    public record Invitation(String digest, long until, Map<String, String> labels) {}

    /// No alarms of a site for a while.
    public void snooze(String person, String node, Duration time) throws IOException {
        long until = System.currentTimeMillis() + time.toMillis();
        edit(
                node,
                line(person, "snooze", node, time.toMinutes() + " min"),
                known -> (known == null ? Registration.PLAIN : known).snoozedUntil(until));
    }

    private void edit(String node, Audit audit, Function<@Nullable Registration, Registration> change)
            throws IOException {
        registry.change(known -> List.of(new Registry.Edit(node, change.apply(known.get(node)), audit)));
    }

    static Audit line(String person, String action, String subject, String detail) {
        return new Audit(System.currentTimeMillis(), person, action, subject, detail);
    }

    /// Begins a roll-out.
    public void rollOut(RolloutOrder order) {
        put(order);
        audit(order.person(), "rollout", order.id(), order.label().isEmpty() ? "all sites" : order.label());
    }

    /// Says what is to become of a roll-out.
    void wish(String person, RolloutOrder order) {
        put(order);
        audit(person, "rollout-" + order.wish().name().toLowerCase(Locale.ROOT), order.id(), "");
    }

    private void put(RolloutOrder order) {
        String key = RolloutDriver.orderKey(order.id());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().rollouts(), key, order.bytes()));
    }

    private void audit(String person, String action, String subject, String detail) {
        Audit audit = line(person, action, subject, detail);
        var _ = producer.send(new ProducerRecord<>(kafka.topics().audit(), person, audit.bytes()));
        producer.flush();
    }

    @Override
    public void close() {
        registry.close();
        producer.close();
    }
}
