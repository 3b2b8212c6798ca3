package io.polymeter.fleet.api;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.rollout.RolloutDriver;
import io.polymeter.fleet.rollout.RolloutOrder;
import io.polymeter.fleet.site.Order;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.Up;
import io.polymeter.sparkplug.ControlMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Changes, each with its line in the audit log.
public final class Actions implements AutoCloseable {

    private final KafkaAccess kafka;
    private final Producer<String, byte[]> producer;

    /// @param kafka the topics exist
    public Actions(KafkaAccess kafka) {
        this.kafka = kafka;
        producer = kafka.producer();
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
        Up up = new Up(Up.Kind.ORDER, "", now, order.bytes());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().desired(), node, up.bytes()));
        audit(
                person,
                "limit",
                node + "/" + limit.meter(),
                limit.watts() + " W for " + limit.time().toMinutes() + " min, order " + id);
        return id;
    }

    /// Registers a site, or changes its labels from the next quarter-hour on.
    ///
    /// @param known what was registered
    public void label(String person, String node, Registration known, Map<String, String> labels) {
        long next = known.labels().isEmpty() ? 0 : Quarter.of(System.currentTimeMillis()) + Quarter.MILLIS;
        register(node, known.labelled(next, labels));
        audit(person, "label", node, labels.toString());
    }

    /// Lets a site in, or not any more.
    public void admit(String person, String node, Registration known, boolean may) {
        register(node, known.admitted(may));
        audit(person, may ? "admit" : "revoke", node, "");
    }

    /// Gives a site a code that lets it in once.
    ///
    /// @param changed with the code
    public void invite(String person, String node, Registration changed) {
        register(node, changed);
        audit(
                person,
                "invite",
                node,
                "until " + Instant.ofEpochMilli(changed.access().until()));
    }

    /// Notes the certificate that a site was given.
    ///
    /// @param action `enrol` or `renew`
    public void certify(String action, String node, Registration changed) {
        register(node, changed);
        audit(node, action, node, "certificate " + changed.access().serial());
    }

    /// No alarms of a site for a while.
    public void snooze(String person, String node, Registration known, Duration time) {
        register(node, known.snoozedUntil(System.currentTimeMillis() + time.toMillis()));
        audit(person, "snooze", node, time.toMinutes() + " min");
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

    private void register(String node, Registration registration) {
        var _ = producer.send(new ProducerRecord<>(kafka.topics().registry(), node, registration.bytes()));
    }

    private void audit(String person, String action, String subject, String detail) {
        Audit audit = new Audit(System.currentTimeMillis(), person, action, subject, detail);
        var _ = producer.send(new ProducerRecord<>(kafka.topics().audit(), person, audit.bytes()));
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
