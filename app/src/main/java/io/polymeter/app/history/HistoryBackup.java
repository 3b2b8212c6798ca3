package io.polymeter.app.history;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The history as one file, to take along and to restore. It comes and goes in pieces, so that its size needs disk and
/// no memory. What is restored takes the place of the history at the next start, because the running program writes to
/// its own; that one is kept beside it.
public final class HistoryBackup {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");
    private static final String[] PARTS = {"", "-wal", "-shm"};
    /// What the disk keeps free for everything else.
    private static final long RESERVE = 32 << 20;

    private final Path directory;
    private final HistoryFile file;

    /// @param state the state directory
    HistoryBackup(Path state) {
        this.directory = state.resolve("history");
        this.file = new HistoryFile(state);
    }

    /// Writes the history as it is on the disk now, at most a minute old, without gaps of its own.
    ///
    synchronized void send(OutputStream out) throws IOException {
        Path copy = directory.resolve("sent.db");
        Files.deleteIfExists(copy);
        try {
            file.copy(copy);
            Files.copy(copy, out);
        } catch (SQLException e) {
            throw new IOException("the history cannot be copied: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /// Whether there is one that can be sent.
    ///
    /// @throws InvalidValueException where the disk has no room for the copy that is sent
    boolean exists() throws IOException {
        if (!Files.exists(file.path())) {
            return false;
        }
        room(Files.size(file.path()));
        return true;
    }

    private void room(long size) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (size > free - RESERVE) {
            throw new InvalidValueException(Message.of(
                    "disk-has-no-room",
                    "the disk has {free} MB free, and the history needs {size} MB: make room and try again",
                    free >> 20,
                    (size >> 20) + 1));
        }
    }

    /// Takes the next piece of a history that was sent elsewhere.
    ///
    /// @param offset where it begins; 0 begins anew
    /// @param size of the whole
    /// @return whether it was the last, and the history is taken at the next start
    /// @throws InvalidValueException where it does not follow the piece before it, or the whole is no history
    synchronized boolean take(long offset, byte[] piece, long size) throws IOException {
        Files.createDirectories(directory);
        Path incoming = directory.resolve("incoming.db");
        if (offset == 0) {
            room(size);
            Files.deleteIfExists(incoming);
        }
        long there = Files.exists(incoming) ? Files.size(incoming) : 0;
        if (offset != there || piece.length == 0 || offset + piece.length > size) {
            throw new InvalidValueException(Message.of(
                    "piece-does-not-follow",
                    "the piece at {offset} does not follow: {there} bytes are there",
                    offset,
                    there));
        }
        try (FileChannel out = FileChannel.open(incoming, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer left = ByteBuffer.wrap(piece);
            while (left.hasRemaining()) {
                out.write(left);
            }
            if (offset + piece.length < size) {
                return false;
            }
            out.force(true);
        }
        if (!file.isHistory(incoming)) {
            Files.delete(incoming);
            throw new InvalidValueException(
                    Message.of("no-history-file", "this is no history of this version, or it is damaged"));
        }
        Files.move(incoming, directory.resolve("restored.db"), StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /// Puts a history that was restored in the place of the one that is there, before anything reads it. That one is
    /// kept as `history.db.replaced`.
    ///
    /// @param state the state directory
    public static void finish(Path state) {
        Path directory = state.resolve("history");
        Path restored = directory.resolve("restored.db");
        if (!Files.exists(restored)) {
            return;
        }
        try {
            for (String part : PARTS) {
                Path old = directory.resolve("history.db" + part);
                Path kept = directory.resolve("history.db.replaced" + part);
                Files.deleteIfExists(kept);
                if (Files.exists(old)) {
                    Files.move(old, kept);
                }
            }
            Files.move(restored, directory.resolve("history.db"));
            LOG.info("the restored history is in use; the one before it is history.db.replaced");
        } catch (IOException e) {
            LOG.error("the restored history cannot be used: {}", e.toString());
        }
    }
}
