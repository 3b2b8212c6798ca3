package io.polymeter.app.history;

import io.polymeter.app.history.chunk.ChunkBody;
import io.polymeter.app.history.chunk.DamagedChunkException;
import io.polymeter.point.Point;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables of the file. Times are seconds since 1970 UTC.
final class Tables {

    /// What a new file gets, and how it is known.
    static final int VERSION = 1;

    private static final String[] SCHEMA = {
        "CREATE TABLE series (id INTEGER PRIMARY KEY, meter TEXT NOT NULL, point TEXT NOT NULL, UNIQUE (meter, point))",
        "CREATE TABLE state (name TEXT PRIMARY KEY, body TEXT NOT NULL)",
        "CREATE TABLE second (start INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        "CREATE TABLE minute (start INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        "CREATE TABLE quarter (start INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        "CREATE TABLE energy (start INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        "PRAGMA user_version = " + VERSION
    };

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");

    private final Connection connection;

    /// A table of chunks.
    enum Chunks {
        /// A row holds the seconds of a commit.
        SECOND(3600),
        /// A row holds the minutes of an hour.
        MINUTE(3600),
        /// A row holds the quarter-hours of a day of UTC.
        QUARTER(86_400),
        /// The same for the growth of energy counters.
        ENERGY(86_400);

        /// How far at most a row reaches.
        private final int reach;

        Chunks(int reach) {
            this.reach = reach;
        }

        private String table() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is made of a row.
    interface Content<T> {
        T of(ChunkBody body) throws IOException;
    }

    /// A row.
    interface Row {
        void chunk(long start, ChunkBody body) throws IOException;
    }

    Tables(Connection connection) {
        this.connection = connection;
    }

    /// Makes the tables of an empty file.
    ///
    /// @throws IOException where the file is of a later version
    void create() throws SQLException, IOException {
        int version = (int) number("PRAGMA user_version").orElse(0);
        if (version == 0) {
            for (String line : SCHEMA) {
                execute(line);
            }
        } else if (version != VERSION) {
            throw new IOException(
                    "was written by another version of Polymeter: it is of kind " + version + ", not " + VERSION);
        }
    }

    /// Whether they are there: a file is made a moment before its tables are.
    boolean exist() throws SQLException {
        return number("PRAGMA user_version").orElse(0) != 0;
    }

    /// Whether they are of this version, and no page of the file is damaged.
    boolean areWhole() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet said = statement.executeQuery("PRAGMA quick_check(1)")) {
            return said.next()
                    && said.getString(1).equals("ok")
                    && number("PRAGMA user_version").orElse(0) == VERSION;
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// What a row holds; null where there is none, or it is damaged.
    <T> @Nullable T get(Chunks chunks, long start, Content<T> content) throws SQLException, IOException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT body FROM " + chunks.table() + " WHERE start = ?")) {
            query.setLong(1, start);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? content.of(new ChunkBody(rows.getBytes(1))) : null;
            }
        } catch (DamagedChunkException e) {
            LOG.warn("the {} chunk at {} is left out: {}", chunks, start, e.getMessage());
            return null;
        }
    }

    void put(Chunks chunks, long start, byte[] body) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("REPLACE INTO " + chunks.table() + " VALUES (?, ?)")) {
            insert.setLong(1, start);
            insert.setBytes(2, body);
            insert.executeUpdate();
        }
    }

    /// All rows that may hold something of this time, in its order.
    void each(Chunks chunks, long from, long to, Row row) throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT start, body FROM " + chunks.table() + " WHERE start > ? AND start < ? ORDER BY start")) {
            query.setLong(1, from - chunks.reach);
            query.setLong(2, to);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    try {
                        row.chunk(rows.getLong(1), new ChunkBody(rows.getBytes(2)));
                    } catch (DamagedChunkException e) {
                        LOG.warn("the {} chunk at {} is left out: {}", chunks, rows.getLong(1), e.getMessage());
                    }
                }
            }
        }
    }

    void delete(Chunks chunks, long from, long to) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + chunks.table() + " WHERE start >= ? AND start < ?")) {
            delete.setLong(1, from);
            delete.setLong(2, to);
            delete.executeUpdate();
        }
    }

    OptionalLong oldest(Chunks chunks) throws SQLException {
        return number("SELECT min(start) FROM " + chunks.table());
    }

    /// The start of the row that has so many later ones; empty where there are not that many.
    OptionalLong fromLatest(Chunks chunks, long later) throws SQLException {
        return number("SELECT start FROM " + chunks.table() + " ORDER BY start DESC LIMIT 1 OFFSET " + later);
    }

    private OptionalLong number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                return OptionalLong.empty();
            }
            long value = rows.getLong(1);
            return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        }
    }

    String state(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT body FROM state WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    void state(String name, String body) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("REPLACE INTO state VALUES (?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, body);
            insert.executeUpdate();
        }
    }

    /// All series by number; one of a point that is no longer known is left out.
    Map<Integer, Series> series() throws SQLException {
        Map<Integer, Series> all = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, meter, point FROM series")) {
            while (rows.next()) {
                int id = rows.getInt(1);
                String meter = rows.getString(2);
                Point.parse(rows.getString(3)).ifPresent(point -> all.put(id, new Series(meter, point)));
            }
        }
        return all;
    }

    int add(Series series) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO series (meter, point) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, series.meter());
            insert.setString(2, series.point().name());
            insert.executeUpdate();
        }
        return (int) number("SELECT last_insert_rowid()").orElseThrow();
    }
}
