package io.polymeter.runtime;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.store.CounterBook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the energy counters once a minute at most, and only where one has changed: flash memory wears out; one that
/// begins at once, as it is not shown before. The file is whole at any moment, also after a power cut.
final class CounterLink implements Link {

    static final Duration EVERY = Duration.ofMinutes(1);
    static final Duration FIRST = Duration.ofSeconds(5);
    /// Counters that begin soon after others are stored together.
    static final Duration APART = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.counters");

    private final Path file;
    private final CounterBook book;
    private String written = "";

    /// @param file in the state directory
    CounterLink(Path file, CounterBook book) {
        this.file = file;
        this.book = book;
    }

    @Override
    public String name() {
        return "counters";
    }

    @Override
    public Message description() {
        return Message.of("link-stores-counters", "stores the energy counters in {file}", file);
    }

    @Override
    public Set<String> events() {
        return Set.of("writes");
    }

    /// Goes on from the file, and says in it that we are at work, before anything is shown.
    void begin() {
        load();
        book.keep();
        try {
            if (Files.exists(file)) {
                replace(CounterBook.running(Files.readString(file)));
            }
        } catch (IOException e) {
            LOG.error("{}: {}", file, e.toString());
        }
    }

    /// Goes on from the file. One that cannot be read is put aside: the meters are worth more than their past.
    void load() {
        try {
            book.read(Files.readString(file));
        } catch (NoSuchFileException _) {
            LOG.debug("no counters yet in {}", file);
        } catch (IOException | IllegalArgumentException e) {
            LOG.error(
                    "{}: {}; the energy counters start again; the file is kept under another name", file, describe(e));
            try {
                Files.move(
                        file, file.resolveSibling(file.getFileName() + ".broken"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException f) {
                LOG.error("{}: cannot be put aside: {}", file, FileFailure.message(f));
            }
        }
    }

    private static String describe(Exception failure) {
        return failure instanceof IOException file ? FileFailure.message(file) : String.valueOf(failure.getMessage());
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock clock = context.clock();
        Clock.Signal begins = clock.signal();
        book.onBeginning(begins::raise);
        // Not before the sources have told how far they are: what they counted while we were away is no hurry.
        Duration pause = FIRST;
        long last = clock.nanos() - APART.toNanos();
        while (true) {
            if (begins.await(pause)) {
                long soon = last + APART.toNanos() - clock.nanos();
                clock.sleep(Duration.ofNanos(Math.max(0, soon)));
            }
            last = clock.nanos();
            if (store()) {
                context.health().count("writes");
            }
            report(context, Health.State.UP, description());
            pause = EVERY;
        }
    }

    private boolean store() throws IOException {
        String text = book.write(false);
        if (text.equals(written)) {
            return false;
        }
        written = "";
        try {
            replace(text);
        } catch (IOException e) {
            book.unbound();
            throw new CodedIoException(
                    Message.of("counters-not-stored", "cannot store the energy counters: {why}", FileFailure.said(e)),
                    e);
        }
        book.stored();
        written = text;
        return true;
    }

    /// Stores them for the last time, when nothing is shown any more.
    void end() {
        try {
            replace(book.write(true));
        } catch (IOException e) {
            LOG.error("the energy counters were not stored: {}", FileFailure.message(e));
        }
    }

    private void replace(String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
