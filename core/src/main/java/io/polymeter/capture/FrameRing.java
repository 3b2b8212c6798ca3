package io.polymeter.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/// The latest frames, in bounded memory: the oldest make room for new ones.
public final class FrameRing {

    /// About what a frame costs beside its bytes.
    private static final int OVERHEAD = 96;

    private final Supplier<Instant> clock;
    private final long room;
    private final ArrayDeque<Stamped> frames = new ArrayDeque<>();
    private long held;
    private long dropped;

    private record Stamped(long micros, Frame frame) {}

    /// @param clock the time of day
    /// @param room bytes
    public FrameRing(Supplier<Instant> clock, long room) {
        this.clock = clock;
        this.room = room;
    }

    synchronized void add(Frame frame) {
        frames.add(new Stamped(ChronoUnit.MICROS.between(Instant.EPOCH, clock.get()), frame));
        held += cost(frame);
        while (held > room) {
            held -= cost(frames.remove().frame());
            dropped++;
        }
    }

    private static int cost(Frame frame) {
        return OVERHEAD + frame.pdu().length;
    }

    /// How many frames are held.
    public synchronized int size() {
        return frames.size();
    }

    /// How many frames were lost because there was no room.
    public synchronized long dropped() {
        return dropped;
    }

    /// Writes what is held as pcapng.
    public void write(OutputStream target) throws IOException {
        List<Stamped> all;
        synchronized (this) {
            all = List.copyOf(frames);
        }
        PcapngWriter writer = new PcapngWriter(target);
        for (Stamped each : all) {
            writer.write(each.micros(), each.frame());
        }
    }
}
