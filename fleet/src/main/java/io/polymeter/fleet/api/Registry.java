package io.polymeter.fleet.api;

import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.TopicTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The registry, changed one change after the other, whichever process makes it: a code counts once, and no
/// writer undoes what another has just written.
///
/// Writers of one fleet share the name of a transaction. Who begins with it ends what any other had begun, and
/// reads the registry to its end before deciding anything; what was decided on older grounds is not committed,
/// and is decided anew.
final class Registry implements AutoCloseable {

    private static final int TRIES = 40;

    /// Writers that disturb each other wait, each for another time, up to this at the first try and more at
    /// later ones, in milliseconds.
    private static final int PAUSE = 20;

    private static final int LONGEST_PAUSE = 1_000;

    private final KafkaAccess kafka;
    private final Map<String, Registration> known = new ConcurrentHashMap<>();
    private @Nullable TopicTable table;
    private @Nullable KafkaProducer<String, byte[]> producer;

    /// One site that changes, and what the audit log says of it.
    ///
    /// @param node `GROUP/NODE`
    record Edit(String node, Registration changed, Audit audit) {}

    /// Decides what changes; asked again where somebody else was quicker.
    interface Editor {

        /// What changes.
        ///
        /// @param known all sites, as they are now
        /// @return none to leave everything as it is
        List<Edit> edits(Map<String, Registration> known) throws IOException;
    }

    /// Nothing is read or written before the first change.
    Registry(KafkaAccess kafka) {
        this.kafka = kafka;
    }

    /// Makes a change; it is Kafka's when this returns.
    ///
    /// @throws IOException where Kafka does not take it, or the editor has one
    synchronized void change(Editor editor) throws IOException {
        try {
            for (int tries = 1; ; tries++) {
                try {
                    tryTo(editor);
                    return;
                } catch (TimeoutException | AuthenticationException | AuthorizationException e) {
                    drop();
                    throw new IOException("the registry cannot be changed: " + e.getMessage(), e);
                } catch (KafkaException e) {
                    drop();
                    if (tries == TRIES) {
                        throw new IOException("the registry cannot be changed: " + e.getMessage(), e);
                    }
                    Thread.sleep(ThreadLocalRandom.current().nextInt(Math.min(LONGEST_PAUSE, PAUSE * tries)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the registry was not changed: interrupted", e);
        }
    }

    private void tryTo(Editor editor) throws IOException, InterruptedException {
        KafkaProducer<String, byte[]> writer = writer();
        if (table == null) {
            table = new TopicTable(kafka, kafka.topics().registry(), this::take);
        }
        table.refresh();
        List<Edit> edits = editor.edits(Collections.unmodifiableMap(known));
        if (edits.isEmpty()) {
            return;
        }
        writer.beginTransaction();
        for (Edit edit : edits) {
            Audit audit = edit.audit();
            var _ = writer.send(new ProducerRecord<>(
                    kafka.topics().registry(), edit.node(), edit.changed().bytes()));
            var _ = writer.send(new ProducerRecord<>(kafka.topics().audit(), audit.person(), audit.bytes()));
        }
        writer.commitTransaction();
    }

    private void take(String node, byte @Nullable [] bytes) {
        if (bytes == null) {
            known.remove(node);
        } else {
            known.put(node, Registration.of(bytes));
        }
    }

    private KafkaProducer<String, byte[]> writer() {
        KafkaProducer<String, byte[]> present = producer;
        if (present == null) {
            present = kafka.producer(Map.of("transactional.id", kafka.topics().registry()));
            producer = present;
            present.initTransactions();
        }
        return present;
    }

    private void drop() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public synchronized void close() {
        drop();
        if (table != null) {
            table.close();
        }
    }
}
