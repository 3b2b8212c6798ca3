package io.polymeter.app.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;

/// The file of the history, `history/history.db` in the state directory, and how it is opened.
final class HistoryFile {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");

    private static final String[] PARTS = {"", "-wal", "-shm"};

    private final Path state;
    private final Path file;

    /// @param state the state directory
    HistoryFile(Path state) {
        this.state = state;
        this.file = state.resolve("history").resolve("history.db");
    }

    Path path() {
        return file;
    }

    /// Loads the native part of SQLite. One that could not be loaded once, for want of a file descriptor, is
    /// unusable for the life of the process: so it is loaded at the start and not with the first write.
    void load() {
        SqliteLibrary.keepIn(state.resolve("native"));
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            // The first write says so.
            LOG.debug("SQLite was not loaded", e);
        }
    }

    /// Opens it to write, and begins it where there is none. What is damaged is put aside.
    Archive open(Archive.Keep keep) throws SQLException, IOException {
        SqliteLibrary.keepIn(state.resolve("native"));
        Files.createDirectories(state.resolve("history"));
        try {
            return Archive.open(connect(), keep);
        } catch (SQLException e) {
            if (!isDamage(e)) {
                throw e;
            }
            setAside(e);
            return Archive.open(connect(), keep);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            // Small pages: a commit changes a few, and each is written whole, twice. Measured in docs/decisions.
            statement.execute("PRAGMA page_size = 1024");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 4000");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA cache_size = -1000");
            statement.execute("PRAGMA busy_timeout = 10000");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Opens it to read.
    ///
    /// @throws NoSuchFileException where there is none yet
    Connection read() throws SQLException, IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no history yet");
        }
        SqliteLibrary.keepIn(state.resolve("native"));
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        connection.setAutoCommit(false);
        return connection;
    }

    /// Makes a whole copy while others read and write.
    ///
    /// @param to a file that does not exist
    void copy(Path to) throws SQLException, IOException {
        try (Connection connection = read()) {
            connection.setAutoCommit(true);
            try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                copy.setString(1, to.toString());
                copy.execute();
            }
        }
    }

    /// Whether another file is a whole history of this version.
    boolean isHistory(Path other) {
        SqliteLibrary.keepIn(state.resolve("native"));
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + other.toAbsolutePath())) {
            return new Tables(connection).areWhole();
        } catch (SQLException e) {
            LOG.debug("{} is no history", other, e);
            return false;
        }
    }

    static boolean isDamage(SQLException e) {
        if (!(e instanceof SQLiteException)) {
            return false;
        }
        int code = e.getErrorCode() & 255;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /// Moves the damaged file out of the way; an earlier one that lies there is replaced.
    void setAside(Exception why) throws IOException {
        LOG.error(
                "{} is damaged ({}); kept as {}.broken, starting a new history",
                file,
                why.getMessage(),
                file.getFileName());
        for (String part : PARTS) {
            Path from = file.resolveSibling(file.getFileName() + part);
            Path to = file.resolveSibling(file.getFileName() + ".broken" + part);
            Files.deleteIfExists(to);
            if (Files.exists(from)) {
                Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
