package io.polymeter.fleet.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.fleet.broker.TestKafka;
import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.site.Reading;
import io.polymeter.fleet.site.Share;
import io.polymeter.fleet.site.StoredQuarter;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.KafkaAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The sink between a real Kafka and a real PostgreSQL.
class SinkTest {

    /// 2027-01-15 08:00 UTC.
    private static final long QUARTER = 1_800_000_000_000L;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void begin() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void end() throws Exception {
        postgres.close();
    }

    private static StoredQuarter row(long from, int revision, long imported) {
        return new StoredQuarter(
                from,
                revision,
                new StoredQuarter.Energy(imported, null, 3_600_000L),
                new StoredQuarter.Cover(90, 90, true, false),
                new Reading(from + 890_000, 5_000_000),
                null);
    }

    private static Sink.Database database(String name) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new Sink.Database(postgres.getJdbcUrl("postgres", name), "postgres", "");
    }

    private static String one(Sink.Database database, String query) throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? String.valueOf(result.getString(1)) : "none";
        }
    }

    private static void until(Sink.Database database, String query, String expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(one(database, query)).isEqualTo(expected));
    }

    @Test
    void everyRowIsWrittenOnceAndCorrectionsReplaceIt() throws Exception {
        KafkaAccess kafka = TestKafka.fleet(2);
        Sink.Database database = database("once");
        try (Producer<String, byte[]> producer = kafka.producer()) {
            for (int meter = 0; meter < 500; meter++) {
                var _ = producer.send(new ProducerRecord<>(
                        kafka.topics().kept(),
                        "g/n" + meter + "/gr\\id",
                        row(QUARTER, 1, meter).bytes()));
            }
            var _ = producer.send(new ProducerRecord<>(
                    kafka.topics().events(),
                    "g/n1",
                    new FleetEvent(QUARTER, "g/n1", "", "online", "It's there.").bytes()));
            producer.flush();
            try (Sink _ = Sink.start(kafka, database)) {
                until(database, "select count(*) from quarter", "500");
            }
            var _ = producer.send(new ProducerRecord<>(
                    kafka.topics().kept(),
                    "g/n7/gr\\id",
                    row(QUARTER, 3, 1_000_000).bytes()));
            var _ = producer.send(new ProducerRecord<>(
                    kafka.topics().kept(), "g/n7/gr\\id", row(QUARTER, 2, 9).bytes()));
            GroupSum sum = new GroupSum(new Share(42, 0, 3), 2);
            var _ = producer.send(new ProducerRecord<>(kafka.topics().sums(), "north@" + QUARTER, sum.bytes()));
            producer.flush();
            try (Sink _ = Sink.start(kafka, database);
                    Sink _ = Sink.start(kafka, database)) {
                until(database, "select imported_mwh from group_quarter where name = 'north'", "42");
                until(database, "select imported_mwh from quarter where node = 'g/n7' and meter = 'gr\\id'", "1000000");
            }
        }
        assertThat(one(database, "select sum(imported_mwh) from quarter"))
                .isEqualTo(Long.toString(500 * 499 / 2 - 7 + 1_000_000));
        assertThat(one(database, "select count(*) from event")).isEqualTo("1");
        assertThat(one(database, "select exported_mwh is null from quarter limit 1"))
                .isEqualTo("t");
    }

    @Test
    void eachMonthHasAPartitionOfItsOwn() throws Exception {
        KafkaAccess kafka = TestKafka.fleet(1);
        Sink.Database database = database("months");
        long february = QUARTER + 30 * 86_400_000L;
        try (Producer<String, byte[]> producer = kafka.producer();
                Sink sink = Sink.start(kafka, database)) {
            var _ = producer.send(new ProducerRecord<>(
                    kafka.topics().kept(), "g/n/m", row(QUARTER, 1, 1).bytes()));
            var _ = producer.send(new ProducerRecord<>(
                    kafka.topics().kept(), "g/n/m", row(february, 1, 1).bytes()));
            producer.flush();
            until(database, "select count(*) from quarter", "2");
            assertThat(sink.state()).isEqualTo("writing");
        }
        assertThat(one(database, "select count(*) from quarter_2027_01")).isEqualTo("1");
        assertThat(one(database, "select count(*) from quarter_2027_02")).isEqualTo("1");
    }

    /// As a version made them that counted import and export apart, and had no version number.
    private static void older(Sink.Database database) throws SQLException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            for (String change : DatabaseSchema.STEPS.getFirst()) {
                statement.execute(change);
            }
            statement.execute("insert into group_quarter values ('north', to_timestamp(" + QUARTER / 1000
                    + "), 4, 42, 0, 9, 0), ('south', to_timestamp(" + QUARTER / 1000 + "), 2, 1, 2, 7, 5)");
            connection.commit();
        }
    }

    @Test
    void tablesOfAnOlderVersionKeepWhatIsInThem() throws Exception {
        KafkaAccess kafka = TestKafka.fleet(1);
        Sink.Database database = database("older");
        older(database);
        try (Producer<String, byte[]> producer = kafka.producer();
                Sink _ = Sink.start(kafka, database);
                Sink _ = Sink.start(kafka, database)) {
            GroupSum corrected = new GroupSum(new Share(50, 0, 10), 5);
            var _ = producer.send(new ProducerRecord<>(kafka.topics().sums(), "north@" + QUARTER, corrected.bytes()));
            producer.flush();
            until(database, "select meters from group_quarter where name = 'north'", "10");
        }
        assertThat(one(
                        database,
                        "select imported_mwh || ' ' || revision || ' ' || meters from group_quarter"
                                + " where name = 'south'"))
                .isEqualTo("1 2 5");
        assertThat(one(
                        database,
                        "select string_agg(column_name, ' ' order by ordinal_position)"
                                + " from information_schema.columns where table_name = 'group_quarter'"))
                .isEqualTo("name from revision imported_mwh exported_mwh meters");
        assertThat(one(database, "select version from schema_version")).isEqualTo("2");
        try (Sink again = Sink.start(kafka, database)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> again.state().equals("writing"));
        }
        assertThat(one(database, "select count(*) || ' ' || max(version) from schema_version"))
                .isEqualTo("1 2");
    }

    @Test
    void tablesOfANewerVersionAreLeftAlone() throws Exception {
        KafkaAccess kafka = TestKafka.fleet(1);
        Sink.Database database = database("newer");
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            statement.execute("create table schema_version (version integer not null)");
            statement.execute("insert into schema_version values (99)");
            connection.commit();
        }
        try (Sink sink = Sink.start(kafka, database)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sink.state()).contains("version 99"));
        }
        assertThat(one(database, "select count(*) from pg_tables where tablename = 'quarter'"))
                .isEqualTo("0");
    }
}
