package io.polymeter.app.cli;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
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
    public String description() {
        return "watches the state directory " + state;
    }

    @Override
    public void run(Context context) throws InterruptedException {
        while (true) {
            String trouble = trouble();
            report(
                    context,
                    trouble == null ? Health.State.UP : Health.State.DOWN,
                    trouble == null ? description() : trouble);
            context.clock().sleep(EVERY);
        }
    }

    /// What is wrong, null where nothing is.
    @Nullable
    String trouble() {
        Object now = key();
        if (known == null) {
            known = now;
        }
        if (known != null && !known.equals(now)) {
            return "the state directory " + state + (now == null ? " was removed" : " was replaced by another one")
                    + " while the program runs: certificates, counters and history are not kept; put it back, or start"
                    + " the program again to begin without them";
        }
        if (!Files.isWritable(state)) {
            return "the state directory " + state
                    + " cannot be written: certificates, counters and history are not kept";
        }
        long free = free();
        return free >= LEAST
                ? null
                : "the disk of the state directory " + state + " is full: " + free / 1024
                        + " KB are free; certificates, counters and history are not kept";
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
