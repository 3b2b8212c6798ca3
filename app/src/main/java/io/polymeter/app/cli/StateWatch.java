package io.polymeter.app.cli;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks whether the state directory is there, is the one the program began with, can be written and has room:
/// who keeps certificates, counters and history there notices only when it writes, and some write to a file
/// that was removed.
final class StateWatch implements Link {

    static final Duration EVERY = Duration.ofSeconds(5);

    /// Below that nothing is kept for long, in bytes.
    static final long LEAST = 4L << 20;

    private final Path state;
    private @Nullable Object known;

    StateWatch(Path state) {
        this.state = state.toAbsolutePath();
        this.known = key();
    }

    @Override
    public String name() {
        return "state";
    }

    @Override
    public Message description() {
        return Message.of("link-watches-state", "watches the state directory {path}", state);
    }

    @Override
    public void run(Context context) throws InterruptedException {
        while (true) {
            Message trouble = trouble();
            report(
                    context,
                    trouble == null ? Health.State.UP : Health.State.DOWN,
                    trouble == null ? description() : trouble);
            context.clock().sleep(EVERY);
        }
    }

    /// What is wrong, null where nothing is.
    @Nullable
    Message trouble() {
        Object now = key();
        if (known == null) {
            known = now;
        }
        if (known != null && !known.equals(now)) {
            return now == null
                    ? Message.of(
                            "state-removed",
                            "the state directory {path} was removed while the program runs: certificates, counters and"
                                    + " history are not kept; put it back, or start the program again to begin without"
                                    + " them",
                            state)
                    : Message.of(
                            "state-replaced",
                            "the state directory {path} was replaced by another one while the program runs:"
                                    + " certificates, counters and history are not kept; put it back, or start the"
                                    + " program again to begin without them",
                            state);
        }
        if (!Files.isWritable(state)) {
            return Message.of(
                    "state-unwritable",
                    "the state directory {path} cannot be written: certificates, counters and history are not kept",
                    state);
        }
        long free = free();
        return free >= LEAST
                ? null
                : Message.of(
                        "state-disk-full",
                        "the disk of the state directory {path} is full: {count} KB are free; certificates, counters and"
                                + " history are not kept",
                        state,
                        free / 1024);
    }

    private long free() {
        try {
            return Files.getFileStore(state).getUsableSpace();
        } catch (IOException _) {
            return 0;
        }
    }

    private @Nullable Object key() {
        try {
            return Files.readAttributes(state, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public Map<String, Long> gauges() {
        return Map.of("free-kb", free() / 1024);
    }
}
