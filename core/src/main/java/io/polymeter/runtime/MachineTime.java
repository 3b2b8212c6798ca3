package io.polymeter.runtime;

import io.polymeter.link.Standstill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Time that only goes forward, and goes on while the machine is suspended: `System.nanoTime` stands still then on
/// Linux, where it is CLOCK_MONOTONIC, and what was received before would be as fresh afterwards.
///
/// A suspended machine shows as a time of day that is ahead. Whether it was that or somebody set the clock is told by
/// the time since the machine was started, where the operating system gives it; where it does not, a clock that was put
/// forward makes everything old once.
final class MachineTime {

    private static final Logger LOG = LoggerFactory.getLogger(MachineTime.class);

    /// Milliseconds.
    private static final long TOLERANCE = 1000;

    private static final long MILLI = 1_000_000;
    private static final long UNKNOWN = Long.MIN_VALUE;

    /// The time of this machine; one for the whole process.
    static final MachineTime SYSTEM =
            new MachineTime(System::nanoTime, System::currentTimeMillis, MachineTime::sinceStart);

    private final LongSupplier monotonic;
    private final LongSupplier wall;
    private final LongSupplier sinceStart;
    private final long started;
    private volatile long ahead;
    private volatile long suspended;
    private volatile @Nullable Standstill standstill;
    private final List<Runnable> beats = new CopyOnWriteArrayList<>();

    /// @param monotonic nanoseconds; may stand still while the machine is suspended
    /// @param wall the time of day in milliseconds
    /// @param sinceStart nanoseconds since the machine was started, with its suspensions; negative: unknown
    MachineTime(LongSupplier monotonic, LongSupplier wall, LongSupplier sinceStart) {
        this.monotonic = monotonic;
        this.wall = wall;
        this.sinceStart = sinceStart;
        long now = monotonic.getAsLong();
        long since = sinceStart.getAsLong();
        this.started = since < 0 ? UNKNOWN : now - since;
        this.ahead = wall.getAsLong() - now / MILLI;
    }

    /// Nanoseconds; only differences mean something.
    long nanos() {
        long now = monotonic.getAsLong();
        if (Math.abs(wall.getAsLong() - now / MILLI - ahead) > TOLERANCE) {
            look();
        }
        return now + suspended;
    }

    /// A time of day that is corrected little by little is no jump.
    private synchronized void look() {
        long now = monotonic.getAsLong();
        long jump = wall.getAsLong() - now / MILLI - ahead;
        ahead += jump;
        if (Math.abs(jump) > TOLERANCE) {
            long since = sinceStart.getAsLong();
            long total = since < 0 || started == UNKNOWN ? suspended + jump * MILLI : started + since - now;
            if (total - suspended > TOLERANCE * MILLI / 2) {
                suspended = total;
            }
        }
    }

    /// The latest instant of which something that is received now can be said to tell.
    long received() {
        Standstill watched = standstill;
        long now = nanos();
        return watched == null ? now : watched.received(now);
    }

    /// How often the process stood still.
    long standstills() {
        Standstill watched = standstill;
        return watched == null ? 0 : watched.count();
    }

    /// Looks from now on whether the process stands still.
    synchronized void watch() {
        if (standstill == null) {
            standstill = new Standstill(nanos());
            Thread.ofPlatform().daemon().name("standstill").start(this::watching);
        }
    }

    /// Runs this at each beat from now on, every [Standstill#BEAT], on a thread that no link can keep from running.
    ///
    /// @param beat short
    /// @return ends it
    Runnable onBeat(Runnable beat) {
        watch();
        beats.add(beat);
        return () -> beats.remove(beat);
    }

    private void watching() {
        try {
            while (true) {
                Thread.sleep(Standstill.BEAT);
                beat();
                others();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What they do wrong does not end the looks.
    private void others() {
        try {
            beats.forEach(Runnable::run);
        } catch (RuntimeException e) {
            LOG.warn("what runs at each beat failed: {}", e.toString());
        }
    }

    private void beat() {
        look();
        Standstill watched = standstill;
        long stood = watched == null ? 0 : watched.beat(nanos());
        if (stood > 0) {
            LOG.warn(
                    "the program stood still for {} s: it was stopped, or its machine was suspended or overloaded;"
                            + " what waited meanwhile counts as old",
                    Math.round(stood / 1e8) / 10.0);
        }
    }

    /// Linux: the first number of `/proc/uptime`, seconds with two decimals.
    private static long sinceStart() {
        try {
            String text = Files.readString(Path.of("/proc/uptime"));
            return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9);
        } catch (IOException | RuntimeException _) {
            return -1;
        }
    }
}
