package io.polymeter.lab.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Something that goes wrong for a while.
///
/// @param at since the world began
/// @param length how long it lasts; without meaning for what happens at once
public record Fault(Kind kind, Duration at, Duration length) {

    /// What goes wrong.
    public enum Kind {
        /// The meter ends its push and makes no new one.
        PUSH_DIES,
        /// Nothing listens at the meter.
        POLL_DIES,
        /// The meter is without power; nobody is told.
        METER_DIES,
        /// The meter takes requests and says nothing.
        POLL_SILENT,
        POLL_LATE,
        POLL_CONFUSED,
        POLL_BREAKS,
        /// The meter restarts in the middle of a write.
        CUT_WRITE,
        /// All connections of the meter are reset.
        RESET,
        /// The meter restarts without a word, so that connections stay half open.
        HALF_OPEN,
        /// Nothing passes between the meter and us.
        PARTITION,
        SLOW,
        TORN_SEGMENTS,
        /// The meter gets another address.
        MOVES,
        NOISE,
        UNPLUGGED,
        CLOCK_HOUR,
        CLOCK_DAY,
        HAMMER
    }

    /// Faults from a seed: one about every 20 to 60 s, none before 20 s and none in the last 120 s.
    static List<Fault> plan(SplittableRandom random, Duration whole) {
        List<Fault> faults = new ArrayList<>();
        Kind[] kinds = Kind.values();
        long end = whole.toSeconds() - 120;
        long at = 20L + random.nextInt(20);
        while (at < end) {
            long length = switch (random.nextInt(12)) {
                case 0 -> 120L + random.nextInt(480);
                case 1 -> whole.toHours() > 4 ? 3600L + random.nextInt(7200) : 60L;
                default -> 1L + random.nextInt(40);
            };
            Kind kind = kinds[random.nextInt(kinds.length)];
            length = kind == Kind.HAMMER ? Math.min(length, 3) : length;
            faults.add(new Fault(kind, Duration.ofSeconds(at), Duration.ofSeconds(Math.min(length, end - at))));
            at += 20 + random.nextInt(whole.toHours() > 4 ? 200 : 40);
        }
        return List.copyOf(faults);
    }
}
