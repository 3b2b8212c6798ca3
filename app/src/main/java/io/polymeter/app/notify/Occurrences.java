package io.polymeter.app.notify;

import io.polymeter.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns what is wrong at each moment into events: one when something has lasted for a moment, one when it has
/// been gone for a moment. What comes and goes faster tells nobody. For one thread.
final class Occurrences {

    /// So long something must last before it is told, and be gone before it is over.
    static final Duration STEADY = Duration.ofSeconds(4);

    private final Map<String, Known> known = new HashMap<>();

    private static final class Known {
        private Occurrence last;
        private final Instant since;
        private final long begun;
        private long seen;
        private boolean told;

        private Known(Occurrence first, Instant since, long now) {
            this.last = first;
            this.since = since;
            this.begun = now;
            this.seen = now;
        }
    }

    /// Takes what is wrong now.
    ///
    /// @param now nanoseconds of the monotonic clock
    List<Event> look(List<Occurrence> present, long now, Instant wall) {
        List<Event> events = new ArrayList<>();
        for (Occurrence each : present) {
            Known same = known.computeIfAbsent(each.key(), _ -> new Known(each, wall, now));
            same.seen = now;
            same.last = same.told ? same.last : each;
            if (!same.told && now - same.begun >= STEADY.toNanos()) {
                same.told = true;
                events.add(event(same, false));
            }
        }
        known.values().removeIf(each -> {
            boolean gone = now - each.seen >= (each.told ? STEADY.toNanos() : 1);
            if (gone && each.told) {
                events.add(event(each, true));
            }
            return gone;
        });
        return events;
    }

    private static Event event(Known known, boolean over) {
        Occurrence last = known.last;
        Message sentence = over ? Message.of("notify-over", "Over: {what}", last.sentence()) : last.sentence();
        return new Event(last.event(), last.subject(), sentence, known.since, over);
    }
}
