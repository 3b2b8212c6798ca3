package io.polymeter.fleet.topology;

import io.polymeter.fleet.topic.KafkaAccess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the transactions of engines that are dead. While one is open, nobody can go on with the partitions it
/// has written to; the broker would end it by itself, but only when its time is over, half a minute after the
/// engine died.
final class DeadEngines implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadEngines.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// Of a living engine no transaction takes so long, in milliseconds.
    private static final long LONG = 2_000;

    private final Admin admin;
    private final String application;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("dead-engines").daemon().unstarted(task));

    /// Begins to look.
    ///
    /// @param application the engines' name in Kafka, of their group too
    DeadEngines(KafkaAccess kafka, String application) {
        this.application = application;
        admin = Admin.create(kafka.properties());
        var _ = looks.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            List<String> open = open();
            if (!open.isEmpty()) {
                Set<String> members = members();
                List<String> dead = open.stream()
                        .filter(transaction -> members.stream().noneMatch(isOf(transaction)))
                        .toList();
                if (!dead.isEmpty()) {
                    admin.fenceProducers(dead).all().get();
                    LOG.info("What engines that died had begun is ended: {}", dead);
                }
            }
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("Kafka does not say what is open", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Transactions of engines that have been open for long.
    private List<String> open() throws InterruptedException, ExecutionException {
        Collection<TransactionListing> all = admin.listTransactions(new ListTransactionsOptions()
                        .filterStates(List.of(TransactionState.ONGOING))
                        .filterOnDuration(LONG))
                .all()
                .get();
        return all.stream()
                .map(TransactionListing::transactionalId)
                .filter(transaction -> transaction.startsWith(application + "-"))
                .toList();
    }

    /// Names of the clients that share the work, each of which begins with the name of its engine.
    private Set<String> members() throws InterruptedException, ExecutionException {
        return admin.describeConsumerGroups(List.of(application)).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .map(member -> member.clientId())
                .collect(Collectors.toSet());
    }

    /// A transaction is called as the engine and the number of its thread are: `NAME-ID-THREAD`.
    private static Predicate<String> isOf(String transaction) {
        String engine = transaction.substring(0, transaction.lastIndexOf('-') + 1);
        return client -> client.startsWith(engine);
    }

    @Override
    public void close() {
        looks.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
