package io.polymeter.link.postgresql;

import io.polymeter.config.HistorySettings;
import io.polymeter.link.Backlog;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.ds.PGSimpleDataSource;

/// Brings every second to a PostgreSQL database. What it does not take, because it is away, waits in memory as far
/// as that is set aside; what was perhaps taken is sent again, and changes nothing there.
public final class PostgresLink implements Link {

    private static final String[] SCHEMA = {
        """
        CREATE TABLE IF NOT EXISTS polymeter_second (
          time timestamptz NOT NULL,
          meter text NOT NULL,
          point text NOT NULL,
          value double precision NOT NULL,
          PRIMARY KEY (meter, point, time))""",
        // Where TimescaleDB is installed, the table is cut by time.
        """
        DO $$ BEGIN
          IF EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'create_hypertable') THEN
            PERFORM create_hypertable('polymeter_second', 'time', if_not_exists => true, migrate_data => true);
          END IF;
        END $$"""
    };

    private static final String INSERT =
            "INSERT INTO polymeter_second (time, meter, point, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private static final int MAX_MESSAGE = 200;

    private final HistorySettings.Postgresql settings;
    private final Backlog<? extends SecondValues> backlog;
    private final AtomicLong written = new AtomicLong();

    /// @param backlog where the values wait, taken by this link alone
    public PostgresLink(HistorySettings.Postgresql settings, Backlog<? extends SecondValues> backlog) {
        this.settings = settings;
        this.backlog = backlog;
    }

    @Override
    public String name() {
        return "history.postgresql";
    }

    @Override
    public Message description() {
        // What stands behind the question mark may be secret.
        return Message.of(
                "link-brings-history",
                "brings the history to {place}",
                settings.url().replaceFirst("[?].*", ""));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("written", written.get(), "dropped", backlog.dropped());
    }

    @Override
    public void run(Context context) throws InterruptedException, IOException {
        try (Connection connection = connect()) {
            for (String line : SCHEMA) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(line);
                }
            }
            connection.commit();
            report(context, Health.State.UP, description());
            while (backlog.await(context.clock())) {
                for (SecondValues values : backlog.take(1)) {
                    write(connection, values);
                }
                backlog.done();
            }
        } catch (SQLException e) {
            throw new IOException(words(e), e);
        } finally {
            backlog.back();
        }
    }

    /// What happened, in a line. Of a batch that is what went wrong in it: its own message is the whole batch.
    private static String words(SQLException e) {
        SQLException next = e.getNextException();
        String message = String.valueOf((next == null ? e : next).getMessage());
        String line = message.lines().findFirst().orElse(message);
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
    }

    private Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.address());
        if (settings.user() != null) {
            source.setUser(settings.user());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password().reveal());
        }
        source.setApplicationName("polymeter");
        source.setConnectTimeout(10);
        source.setSocketTimeout(30);
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private void write(Connection connection, SecondValues values) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            values.<SQLException>each((second, meter, point, value) -> {
                insert.setTimestamp(1, Timestamp.from(Instant.ofEpochSecond(second)));
                insert.setString(2, meter);
                insert.setString(3, point);
                insert.setDouble(4, value);
                insert.addBatch();
                written.incrementAndGet();
            });
            insert.executeBatch();
        }
        connection.commit();
    }
}
