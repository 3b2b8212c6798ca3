package io.polymeter.link.sparkplug;

import io.polymeter.point.Point;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a stretch of a [Journal], a segment at a time. A record that is not whole ends its segment.
final class JournalReader {

    private final Journal journal;
    private final TimeRange stretch;
    private long number = -1;
    private ByteBuffer content = ByteBuffer.allocate(0);
    private final Map<Long, Name> names = new HashMap<>();

    private record Name(String meter, Point point) {}

    /// One record.
    ///
    /// @param at of the round
    /// @param values of all meters
    record Entry(long at, List<Item> values) {}

    /// A value that was measured.
    record Item(String meter, TimedValue value) {}

    JournalReader(Journal journal, TimeRange stretch) {
        this.journal = journal;
        this.stretch = stretch;
    }

    /// The next record, null at the end.
    @Nullable
    Entry next() throws IOException {
        while (true) {
            Payload payload = JournalSegment.next(content);
            if (payload == null) {
                if (!open()) {
                    return null;
                }
                continue;
            }
            Entry entry = entry(payload);
            if (entry.at() >= stretch.from() && entry.at() < stretch.to()) {
                return entry;
            }
        }
    }

    private boolean open() throws IOException {
        JournalSegment next = journal.after(number);
        while (next != null
                && (next.start() >= stretch.to() || next.start() + 2 * Journal.SEGMENT_MILLIS < stretch.from())) {
            number = next.number();
            next = journal.after(number);
        }
        if (next == null) {
            return false;
        }
        number = next.number();
        names.clear();
        content = next.load();
        return true;
    }

    private Entry entry(Payload payload) {
        Long time = payload.timestamp();
        long at = time == null ? -1 : time;
        List<Item> values = new ArrayList<>();
        for (Metric metric : payload.metrics()) {
            Name name = name(metric);
            if (name != null && !(metric.value() instanceof MetricValue.Unread)) {
                Long own = metric.timestamp();
                values.add(new Item(
                        name.meter(), new TimedValue(name.point(), metric.value(), own == null ? at : own, 0, false)));
            }
        }
        return new Entry(at, values);
    }

    private @Nullable Name name(Metric metric) {
        String text = metric.name();
        Long alias = metric.alias();
        if (text == null || alias == null) {
            return names.get(alias);
        }
        int slash = text.indexOf('/');
        Optional<Point> point = slash < 0 ? Optional.empty() : Point.parse(text.substring(slash + 1));
        point.ifPresent(known -> names.put(alias, new Name(text.substring(0, slash), known)));
        return names.get(alias);
    }
}
