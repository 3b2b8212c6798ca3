package io.polymeter.fleet.rollout;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.Status;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries roll-outs out. Each engine has one; the topic's only partition says whose turn it is, so that another takes
/// over where one ends. A site that is told twice does nothing twice.
public final class RolloutDriver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutDriver.class);
    private static final Duration STEP = Duration.ofSeconds(1);

    private final KafkaAccess kafka;
    private final Membership membership;
    private final Map<String, Status> sites;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;
    private final Map<String, RolloutOrder> orders = new TreeMap<>();
    private final Map<String, RolloutState> states = new TreeMap<>();
    private final Map<String, RolloutLogic> logics = new TreeMap<>();
    private final Thread thread;
    private long looked;

    private RolloutDriver(KafkaAccess kafka, Membership membership, Map<String, Status> sites) {
        this.kafka = kafka;
        this.membership = membership;
        this.sites = sites;
        consumer =
                kafka.consumer(Map.of("group.id", kafka.topics().fleet() + ".rollouts", "session.timeout.ms", "6000"));
        producer = kafka.producer();
        thread = Thread.ofPlatform().name("rollouts").daemon().unstarted(this::run);
    }

    /// Starts one.
    ///
    /// @param sites how each is; kept up to date by whoever made it
    public static RolloutDriver start(KafkaAccess kafka, Membership membership, Map<String, Status> sites) {
        RolloutDriver driver = new RolloutDriver(kafka, membership, sites);
        driver.thread.start();
        return driver;
    }

    /// The key of what somebody wants.
    public static String orderKey(String id) {
        return "order/" + id;
    }

    /// The key of how far it is.
    public static String stateKey(String id) {
        return "state/" + id;
    }

    private void run() {
        try (consumer;
                producer) {
            consumer.subscribe(List.of(kafka.topics().rollouts()), new FromTheBeginning());
            while (true) {
                try {
                    consumer.poll(STEP).forEach(this::take);
                    if (isMyTurn()) {
                        step(System.currentTimeMillis());
                    }
                } catch (WakeupException _) {
                    return;
                } catch (KafkaException e) {
                    LOG.warn("Roll-outs wait for Kafka: {}", e.getMessage());
                }
            }
        }
    }

    private boolean isMyTurn() {
        return !consumer.assignment().isEmpty()
                && consumer.assignment().stream()
                        .allMatch(part -> consumer.currentLag(part).orElse(1) == 0);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        try {
            if (record.key().startsWith("order/")) {
                RolloutOrder order = RolloutOrder.of(record.value());
                orders.put(order.id(), order);
            } else {
                states.put(record.key().substring("state/".length()), RolloutState.of(record.value()));
            }
        } catch (MalformedRecordException bad) {
            LOG.warn("A record of a roll-out was left out: {}", bad.getMessage());
        }
    }

    private void step(long now) {
        if (now - looked < STEP.toMillis()) {
            return;
        }
        looked = now;
        for (RolloutOrder order : orders.values()) {
            RolloutState state = states.getOrDefault(order.id(), RolloutState.BEGUN);
            if (state.isOver()) {
                logics.remove(order.id());
                continue;
            }
            switch (order.wish()) {
                case STOP -> put(order, state.as(RolloutState.Phase.STOPPED, "somebody stopped it"), now);
                case PAUSE -> put(order, state.as(RolloutState.Phase.PAUSED, "somebody paused it"), now);
                case RUN -> {
                    RolloutLogic.Next next = logics.computeIfAbsent(order.id(), _ -> new RolloutLogic(order))
                            .next(state, targets(now), now);
                    next.tell().forEach((node, text) -> tell(node, text, now));
                    put(order, next.state(), now);
                }
            }
        }
    }

    private List<RolloutLogic.Target> targets(long now) {
        List<RolloutLogic.Target> targets = new ArrayList<>();
        membership.sites().forEach((node, registration) -> {
            if (registration.admitted()) {
                targets.add(new RolloutLogic.Target(node, registration.labelsAt(now), sites.get(node)));
            }
        });
        return targets;
    }

    private void tell(String node, String text, long now) {
        Payload payload = new Payload(
                now,
                null,
                List.of(
                        Metric.of(ControlMetrics.CONFIGURATION, now, DataType.STRING, new MetricValue.Text(text)),
                        Metric.of(
                                ControlMetrics.CONFIGURATION_HASH,
                                now,
                                DataType.STRING,
                                new MetricValue.Text(RolloutOrder.hash(text)))));
        byte[] down = new DownlinkMessage("", payload.encode()).bytes();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().down(), node, down));
    }

    private void put(RolloutOrder order, RolloutState next, long now) {
        RolloutState before = states.get(order.id());
        if (next.equals(before)) {
            return;
        }
        states.put(order.id(), next);
        String key = stateKey(order.id());
        var _ = producer.send(new ProducerRecord<>(kafka.topics().rollouts(), key, next.bytes()));
        if (before == null || before.phase() != next.phase() || before.wave() != next.wave()) {
            String what = "rollout-" + next.phase().name().toLowerCase(Locale.ROOT);
            String text =
                    order.id() + ", wave " + (next.wave() + 1) + (next.reason().isEmpty() ? "" : ": " + next.reason());
            FleetEvent event = new FleetEvent(now, "", "", what, text);
            var _ = producer.send(new ProducerRecord<>(kafka.topics().events(), order.id(), event.bytes()));
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whoever's turn it becomes reads all there is.
    private final class FromTheBeginning implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> parts) {
            forget();
            consumer.seekToBeginning(parts);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> parts) {
            forget();
        }

        private void forget() {
            orders.clear();
            states.clear();
            logics.clear();
        }
    }
}
