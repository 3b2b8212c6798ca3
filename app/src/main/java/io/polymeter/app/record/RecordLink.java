package io.polymeter.app.record;

import io.polymeter.app.live.RequestDirectory;
import io.polymeter.capture.FrameRing;
import io.polymeter.capture.Traffic;
import io.polymeter.json.JsonObject;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.runtime.Polymeter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records for whoever may write to the state directory, one at a time: the latest frames are held in memory, and
/// written when the recording ends. It ends when its time is over, when the `wanted` file is deleted, or when nobody
/// has touched that file for a while.
public final class RecordLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.record");
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// What is held in memory.
    private static final long ROOM = 16L << 20;

    private static final Message IDLE = Message.of("no-recording", "no recording is asked for");

    private final Polymeter polymeter;
    private final List<Traffic> traffic;
    private final Path directory;

    /// @param state the state directory
    public RecordLink(Polymeter polymeter, List<Traffic> traffic, Path state) {
        this.polymeter = polymeter;
        this.traffic = List.copyOf(traffic);
        this.directory = directory(state);
    }

    /// Where requests and recordings are.
    public static Path directory(Path state) {
        return state.resolve("record");
    }

    @Override
    public String name() {
        return "record";
    }

    @Override
    public Message description() {
        return Message.of("link-recordings", "waits for recordings that are asked for");
    }

    @Override
    public void run(Context context) throws Exception {
        RequestDirectory requests = new RequestDirectory(directory);
        requests.open();
        report(context, Health.State.UP, IDLE);
        requests.serve(context.clock(), "the request is no JSON with 'id' and 'seconds'", (id, asked) -> {
            long seconds = Long.parseLong(Objects.requireNonNullElse(asked.text("seconds"), "0"));
            return record(id, seconds, context);
        });
    }

    private JsonObject record(String id, long seconds, Context context) throws InterruptedException, IOException {
        FrameRing ring = new FrameRing(context.clock()::wall, ROOM);
        LOG.info("record: the Modbus traffic is recorded");
        report(context, Health.State.UP, Message.of("records-traffic", "records the Modbus traffic"));
        traffic.forEach(each -> each.start(ring));
        try (MeterValues values = new MeterValues(polymeter, directory.resolve(id + ".values"))) {
            hold(directory.resolve(id + ".wanted"), seconds, new Work(context, values));
        } finally {
            traffic.forEach(each -> each.stop(ring));
        }
        try (OutputStream target = new BufferedOutputStream(Files.newOutputStream(directory.resolve(id + ".pcapng")))) {
            ring.write(target);
        }
        LOG.info("record: {} frames were recorded", ring.size());
        report(context, Health.State.UP, IDLE);
        return new JsonObject().put("frames", ring.size()).put("dropped", ring.dropped());
    }

    private record Work(Context context, MeterValues values) {}

    /// Waits for the end, and notes the values of the meters meanwhile.
    private static void hold(Path wanted, long seconds, Work work) throws InterruptedException, IOException {
        Context context = work.context();
        long begin = context.clock().nanos();
        long touched = begin;
        FileTime last = FileTime.fromMillis(0);
        while (true) {
            long now = context.clock().nanos();
            if (!Files.exists(wanted)
                    || seconds > 0 && now - begin >= Duration.ofSeconds(seconds).toNanos()) {
                return;
            }
            FileTime time = Files.getLastModifiedTime(wanted);
            if (!time.equals(last)) {
                last = time;
                touched = now;
            } else if (now - touched > PATIENCE.toNanos()) {
                return;
            }
            work.values().note(context.clock().wall());
            context.clock().sleep(LOOK);
        }
    }
}
