package io.polymeter.fleet.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.fleet.broker.TestKafka;
import io.polymeter.fleet.topic.KafkaAccess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Transactions on a real Kafka: those of the living and of others stay open.
class DeadEnginesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static Producer<String, byte[]> begun(KafkaAccess kafka, String name) {
        Producer<String, byte[]> producer =
                kafka.producer(Map.of("transactional.id", name, "transaction.timeout.ms", "60000"));
        producer.initTransactions();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>(kafka.topics().events(), "test", new byte[] {1}));
        producer.flush();
        return producer;
    }

    private static Set<String> open(Admin admin, String application) throws Exception {
        Collection<TransactionListing> all = admin.listTransactions(
                        new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)))
                .all()
                .get();
        return all.stream()
                .map(TransactionListing::transactionalId)
                .filter(name -> name.contains(application))
                .collect(Collectors.toSet());
    }

    @Test
    void onlyWhatNoMemberHasBegunIsEnded() throws Exception {
        KafkaAccess kafka = TestKafka.fleet(1);
        String application = kafka.topics().fleet() + ".engine";
        String living = application + "-" + UUID.randomUUID();
        String dead = application + "-" + UUID.randomUUID() + "-1";
        String other = "other-" + application + "-" + UUID.randomUUID() + "-1";
        try (Consumer<String, byte[]> member = kafka.consumer(
                        Map.of("group.id", application, "client.id", living + "-StreamThread-1-consumer"));
                Admin admin = Admin.create(kafka.properties());
                Producer<String, byte[]> _ = begun(kafka, living + "-1");
                Producer<String, byte[]> _ = begun(kafka, dead);
                Producer<String, byte[]> _ = begun(kafka, other)) {
            member.subscribe(List.of(kafka.topics().events()));
            Awaitility.await().atMost(SOON).until(() -> {
                var _ = member.poll(Duration.ofMillis(100));
                return !member.assignment().isEmpty();
            });
            assertThat(open(admin, application)).containsExactlyInAnyOrder(living + "-1", dead, other);
            try (DeadEngines _ = new DeadEngines(kafka, application)) {
                Awaitility.await().atMost(SOON).until(() -> {
                    var _ = member.poll(Duration.ofMillis(100));
                    return !open(admin, application).contains(dead);
                });
            }
            assertThat(open(admin, application)).containsExactlyInAnyOrder(living + "-1", other);
        }
    }
}
