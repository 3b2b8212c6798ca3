package io.polymeter.app.history;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The history as one file, to take along and to restore. It comes and goes in pieces, so that its size needs disk and
/// no memory. What is restored takes the place of the history at the next start, because the running program writes to
/// its own; that one is kept beside it.
public final class HistoryBackup {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");
    private static final String[] PARTS = {"-shm", "-wal", ""};
    private static final String SENT = "sent-";
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
    void send(OutputStream out) throws IOException {
        Path copy = directory.resolve(SENT + UUID.randomUUID() + ".db");
        // On a platform thread: the database library would keep a virtual thread's carrier all the time.
        FutureTask<Void> copying = new FutureTask<>(() -> {
            file.copy(copy);
            return null;
        });
        Thread.ofPlatform().daemon().name("history-copy").start(copying);
        try {
            copying.get();
            Files.copy(copy, out);
        } catch (ExecutionException e) {
            throw new IOException("the history cannot be copied: " + e.getCause(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("the copy of the history was interrupted");
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
    /// @return whether it was the last, and the whole is to be checked
    /// @throws InvalidValueException where it does not follow the piece before it
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
        try (FileChannel out = FileChannel.open(incoming, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            append(out, offset, piece);
            if (offset + piece.length < size) {
                return false;
            }
            out.force(true);
        }
        return true;
    }

    /// Checks what has come as a whole, which takes the longer the larger it is. From then on it is taken at the next
    /// start.
    ///
    /// @throws InvalidValueException where it is no history
    synchronized void check() throws IOException {
        Path incoming = directory.resolve("incoming.db");
        if (!file.isHistory(incoming)) {
            Files.delete(incoming);
            throw new InvalidValueException(
                    Message.of("no-history-file", "this is no history of this version, or it is damaged"));
        }
        Files.move(incoming, directory.resolve("restored.db"), StandardCopyOption.REPLACE_EXISTING);
    }

    /// A piece that does not fit leaves what was there before, so that it can be sent again.
    private static void append(FileChannel out, long offset, byte[] piece) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(piece);
        try {
            while (left.hasRemaining()) {
                out.write(left, offset + left.position());
            }
        } catch (IOException e) {
            out.truncate(offset);
            throw e;
        }
    }

    /// Puts a history that was restored in the place of the one that is there, before anything reads it. That one is
    /// kept as `history.db.replaced`.
    ///
    /// @param state the state directory
    public static void finish(Path state) {
        Path directory = state.resolve("history");
        Path restored = directory.resolve("restored.db");
        try {
            tidy(directory);
            if (!Files.exists(restored)) {
                return;
            }
            // The file itself last: as long as it is there nothing of it has been put aside for good.
            for (String part : Files.exists(directory.resolve("history.db")) ? PARTS : new String[0]) {
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

    /// What a program that was killed left of copies and of what was on its way.
    private static void tidy(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "{" + SENT + "*,incoming.db*}")) {
            for (Path each : left) {
                Files.deleteIfExists(each);
            }
        }
    }
}
