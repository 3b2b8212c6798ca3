package io.polymeter.link.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.HistorySettings;
import io.polymeter.config.yaml.Secret;
import io.polymeter.link.Backlog;
import io.polymeter.link.Health;
import io.polymeter.runtime.Supervisor;
import io.polymeter.runtime.SystemClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresLinkTest {

    private static final long BEGIN = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedPostgres database;

    private final Backlog<SecondValues> backlog = new Backlog<>(1_000, _ -> 1);

    /// A minute of two points of two meters, each value another.
    private record Minute(long start) implements SecondValues {
        private static final List<String> METERS = List.of("grid", "pv");
        private static final List<String> POINTS = List.of("active-power", "energy-import.L1");
        private static final int VALUES = 60 * METERS.size() * POINTS.size();

        static List<Minute> all(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> new Minute(BEGIN + 60L * i))
                    .toList();
        }

        @Override
        public <X extends Exception> void each(Row<X> row) throws X {
            for (int i = 0; i < VALUES; i++) {
                int series = i / 60;
                String point = POINTS.get(series % POINTS.size());
                row.value(start + i % 60, METERS.get(series / POINTS.size()), point, value(start, i));
            }
        }

        static double value(long start, int i) {
            return (start - BEGIN) * 10 + i + 0.5;
        }
    }

    @BeforeAll
    static void begin() throws IOException {
        database = EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
    }

    @AfterAll
    static void end() throws IOException {
        database.close();
    }

    private static long number(String name, String sql) throws SQLException {
        try (Connection connection = database.getDatabase("postgres", name).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void execute(String name, String sql) throws SQLException {
        try (Connection connection = database.getDatabase("postgres", name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long rows(String name) {
        try {
            return number(name, "SELECT count(*) FROM polymeter_second");
        } catch (SQLException _) {
            return 0;
        }
    }

    private PostgresLink link(int port, String name) {
        return new PostgresLink(
                new HistorySettings.Postgresql(
                        "postgresql://127.0.0.1:" + port + "/" + name, "postgres", new Secret("not asked for here")),
                backlog);
    }

    /// Between us and the database; may be cut, as a database that is restarted is.
    private static final class Cable implements AutoCloseable {
        private final ServerSocket listener;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private volatile boolean cut;

        Cable() throws IOException {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket near = listener.accept();
                    open.add(near);
                    if (cut) {
                        near.close();
                        continue;
                    }
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), database.getPort());
                    open.add(far);
                    Thread.ofVirtual().start(() -> copy(near, far));
                    Thread.ofVirtual().start(() -> copy(far, near));
                } catch (IOException _) {
                    // Cut, or closed.
                }
            }
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException _) {
                // Cut.
            }
        }

        void cut() throws IOException {
            cut = true;
            for (Socket socket : open) {
                socket.close();
            }
        }

        void mend() {
            cut = false;
        }

        @Override
        public void close() throws IOException {
            cut();
            listener.close();
        }
    }

    @Test
    void everySecondArrivesOnceAlsoWhenTheDatabaseGoesAndComesBack() throws Exception {
        execute("postgres", "CREATE DATABASE away");
        Health health = new Health();
        List<Minute> batches = Minute.all(12);
        try (Cable cable = new Cable();
                Supervisor supervisor = Supervisor.system(new SystemClock())) {
            supervisor.start(link(cable.listener.getLocalPort(), "away"), health);
            batches.subList(0, 4).forEach(backlog::add);
            await().atMost(PATIENCE).until(() -> backlog.all().isEmpty());
            cable.cut();
            batches.subList(4, 8).forEach(backlog::add);
            await().atMost(PATIENCE).until(() -> health.status().state() == Health.State.DOWN);
            assertThat(backlog.all()).isNotEmpty();
            assertThat(health.status().reason()).hasSizeLessThan(210).doesNotContain("INSERT");
            cable.mend();
            batches.subList(8, 12).forEach(backlog::add);
            // Sent twice, as after a commit whose answer was lost.
            backlog.add(batches.getFirst());
            await().atMost(PATIENCE).until(() -> backlog.all().isEmpty());
            assertThat(health.status().state()).isEqualTo(Health.State.UP);
        }
        assertThat(rows("away")).isEqualTo(12L * Minute.VALUES);
        long power = number(
                "away",
                "SELECT round(value * 10) FROM polymeter_second WHERE meter = 'grid' AND point = 'active-power'"
                        + " AND time = to_timestamp(" + (BEGIN + 61) + ")");
        assertThat(power).isEqualTo(Math.round(Minute.value(BEGIN + 60, 1) * 10));
    }

    @Test
    void timescaleIsAskedToCutTheTableByTime() throws Exception {
        execute("postgres", "CREATE DATABASE scale");
        // What TimescaleDB's function takes; it keeps a note here.
        execute("scale", """
                CREATE TABLE asked (name text, by text);
                CREATE FUNCTION create_hypertable(relation regclass, time_column_name name,
                    if_not_exists boolean, migrate_data boolean) RETURNS integer LANGUAGE sql AS
                  $$ INSERT INTO asked VALUES (relation::text, time_column_name::text); SELECT 1 $$""");
        try (Supervisor supervisor = Supervisor.system(new SystemClock())) {
            supervisor.start(link(database.getPort(), "scale"), new Health());
            Minute.all(2).forEach(backlog::add);
            await().atMost(PATIENCE).until(() -> backlog.all().isEmpty());
        }
        assertThat(number("scale", "SELECT count(*) FROM asked WHERE name = 'polymeter_second' AND by = 'time'"))
                .isEqualTo(1);
        assertThat(rows("scale")).isEqualTo(2L * Minute.VALUES);
    }

    @Test
    void aDatabaseThatRefusesUsIsToldInOneLine() {
        Health health = new Health();
        try (Supervisor supervisor = Supervisor.system(new SystemClock())) {
            supervisor.start(link(database.getPort(), "nobody_made_this"), health);
            await().atMost(PATIENCE).until(() -> health.status().state() == Health.State.DOWN);
            assertThat(health.status().reason()).contains("nobody_made_this").doesNotContain("\n");
        }
    }
}
