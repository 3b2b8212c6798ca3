package io.polymeter.link.modbus.serve;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What clients or senders were refused: told once of each, counted while it goes on, and over ten minutes
/// after the last. Any thread notes, the link's thread tells.
final class Refusals {

    /// So long after the last of its kind it is over; when it comes again, it is said again.
    private static final Duration FORGIVEN = Duration.ofMinutes(10);

    /// How often to look at the least what is over.
    static final Duration LOOK = Duration.ofMinutes(1);

    /// More are told apart by nobody.
    private static final int MAX = 50;

    private final Link link;
    private final Map<String, Trouble> untold = new ConcurrentHashMap<>();
    /// When each was last told.
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    Refusals(Link link) {
        this.link = link;
    }

    /// Notes one; never blocks.
    void note(Trouble one) {
        String field = one.field();
        if (untold.size() + told.size() < MAX || untold.containsKey(field) || told.containsKey(field)) {
            untold.merge(field, one, (before, next) -> next.times(before.count() + 1));
        }
    }

    /// Tells what was noted, and what is over.
    void tell(Context context) {
        long now = context.clock().nanos();
        for (String field : List.copyOf(untold.keySet())) {
            Trouble trouble = untold.remove(field);
            if (trouble != null) {
                told.put(field, now);
                link.trouble(context, trouble);
            }
        }
        told.entrySet().removeIf(each -> {
            boolean over = now - each.getValue() > FORGIVEN.toNanos();
            if (over) {
                link.settled(context, each.getKey());
            }
            return over;
        });
    }
}
