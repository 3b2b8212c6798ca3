package io.polymeter.fleet.sink;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.site.StoredQuarter;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.FleetTopics;
import io.polymeter.fleet.topic.KafkaAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what engines tell into PostgreSQL; as many as wanted share the partitions among them. Where the
/// database is away, it waits: Kafka keeps what is missing.
public final class Sink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sink.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long SLOWEST = 30_000;

    private final KafkaAccess kafka;
    private final Database database;
    private final KafkaConsumer<String, byte[]> consumer;
    /// How far the database has each partition.
    private final Map<TopicPartition, Long> written = new HashMap<>();

    private final AtomicLong rows = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile String state = "starting";

    /// A database.
    ///
    /// @param url `jdbc:postgresql://HOST/DATABASE`
    public record Database(String url, String user, String password) {

        Connection open() throws SQLException {
            Properties properties = new Properties();
            properties.put("user", user);
            properties.put("password", password);
            properties.put("connectTimeout", "10");
            properties.put("socketTimeout", "60");
            Connection connection = DriverManager.getConnection(url, properties);
            connection.setAutoCommit(false);
            return connection;
        }
    }

    private Sink(KafkaAccess kafka, Database database) {
        this.kafka = kafka;
        this.database = database;
        consumer = kafka.consumer(Map.of(
                "group.id",
                kafka.topics().fleet() + ".sink",
                "max.poll.records",
                "20000",
                "session.timeout.ms",
                "10000"));
        thread = Thread.ofPlatform().name("sink").start(this::run);
    }

    /// Starts one.
    public static Sink start(KafkaAccess kafka, Database database) {
        return new Sink(kafka, database);
    }

    /// Records written since it began.
    public long rows() {
        return rows.get();
    }

    /// What it is doing: `writing`, or why not.
    public String state() {
        return state;
    }

    private void run() {
        long pause = 1_000;
        while (!closed) {
            try (Connection connection = database.open()) {
                write(connection);
            } catch (WakeupException | InterruptedException _) {
                break;
            } catch (SQLException | IllegalStateException | KafkaException e) {
                state = String.valueOf(e.getMessage());
                LOG.warn("The database takes nothing, trying again: {}", e.getMessage());
                pause = pause(pause);
            }
        }
        consumer.close();
    }

    private long pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            closed = true;
        }
        return Math.min(SLOWEST, millis * 2);
    }

    private void write(Connection connection) throws SQLException, InterruptedException {
        DatabaseSchema schema = new DatabaseSchema();
        int usual = connection.getNetworkTimeout();
        // Tables of years are changed at once.
        connection.setNetworkTimeout(Runnable::run, 0);
        schema.prepare(connection);
        connection.setNetworkTimeout(Runnable::run, usual);
        FleetTopics topics = kafka.topics();
        consumer.subscribe(
                List.of(topics.kept(), topics.sums(), topics.events(), topics.audit()), new FromDatabase(connection));
        // What was taken before the database failed is not written: go back to what is.
        new FromDatabase(connection).onPartitionsAssigned(consumer.assignment());
        state = "writing";
        while (!closed) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                write(connection, schema, records);
                rows.addAndGet(records.count());
            }
        }
    }

    private void write(Connection connection, DatabaseSchema schema, ConsumerRecords<String, byte[]> records)
            throws SQLException {
        RowBatch batch = new RowBatch();
        for (ConsumerRecord<String, byte[]> record : records) {
            take(batch, record);
        }
        for (YearMonth month : batch.months()) {
            schema.month(connection, month);
        }
        batch.write(connection);
        try (PreparedStatement offset = connection.prepareStatement("""
                insert into kafka_offset values (?, ?, ?)
                on conflict (topic, partition) do update set position = excluded.position
                where kafka_offset.position = ?""")) {
            for (TopicPartition part : records.partitions()) {
                offset.setString(1, part.topic());
                offset.setInt(2, part.partition());
                offset.setLong(3, consumer.position(part));
                offset.setLong(4, written.getOrDefault(part, 0L));
                if (offset.executeUpdate() == 0) {
                    connection.rollback();
                    throw new SQLException("another sink has written partition " + part + " meanwhile");
                }
            }
        }
        connection.commit();
        records.partitions().forEach(part -> written.put(part, consumer.position(part)));
    }

    private void take(RowBatch batch, ConsumerRecord<String, byte[]> record) {
        try {
            FleetTopics topics = kafka.topics();
            if (record.topic().equals(topics.kept())) {
                batch.quarter(record.key(), StoredQuarter.of(record.value()));
            } else if (record.topic().equals(topics.sums())) {
                batch.sum(record.key(), GroupSum.of(record.value()));
            } else if (record.topic().equals(topics.events())) {
                batch.event(FleetEvent.of(record.value()));
            } else {
                batch.audit(Audit.of(record.value()));
            }
        } catch (MalformedRecordException bad) {
            LOG.warn("A record of {} was left out: {}", record.topic(), bad.getMessage());
        }
    }

    /// Partitions are read from where the database has them.
    private final class FromDatabase implements ConsumerRebalanceListener {
        private final Connection connection;

        FromDatabase(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Everything that was polled is written.
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            try (PreparedStatement query = connection.prepareStatement(
                    "select position from kafka_offset where topic = ? and partition = ?")) {
                for (TopicPartition part : partitions) {
                    query.setString(1, part.topic());
                    query.setInt(2, part.partition());
                    try (ResultSet found = query.executeQuery()) {
                        long position = found.next() ? found.getLong(1) : 0;
                        written.put(part, position);
                        consumer.seek(part, position);
                    }
                }
                connection.rollback();
            } catch (SQLException e) {
                throw new IllegalStateException("the positions cannot be read: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
