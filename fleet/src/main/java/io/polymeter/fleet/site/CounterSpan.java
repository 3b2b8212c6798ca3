package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import org.jspecify.annotations.Nullable;

/// A counter at the two ends of a quarter-hour: the last reading before each.
///
/// @param start the last one before the quarter-hour begins
/// @param end the last one before it ends, which is where the next begins: differences add up without a gap
record CounterSpan(@Nullable Reading start, @Nullable Reading end) {

    /// Gateways keep counters to a tenth of a watt-hour.
    private static final long ROUNDING = 100;

    static final CounterSpan NONE = new CounterSpan(null, null);

    /// With one more reading.
    ///
    /// @param from the beginning of the quarter-hour
    CounterSpan with(@Nullable Reading reading, long from) {
        if (reading == null || reading.at() >= from + Quarter.MILLIS) {
            return this;
        }
        Reading last = Reading.later(end, reading);
        Reading first = reading.at() < from ? Reading.later(start, reading) : start;
        return first == start && last == end ? this : new CounterSpan(first, last);
    }

    /// The difference in milliwatt-hours; null where an end is missing or the counter went back. A reading out of a
    /// gateway's history is rounded: one that seems to be back by less than that is where it was.
    @Nullable
    Long difference() {
        if (start == null || end == null || end.energy() <= start.energy() - ROUNDING) {
            return null;
        }
        return Math.max(0, end.energy() - start.energy());
    }

    /// Whether there is no such counter, or its difference is known.
    boolean isKnown() {
        return equals(NONE) || difference() != null;
    }

    void write(RecordWriter out) {
        Reading.write(start, out);
        Reading.write(end, out);
    }

    static CounterSpan read(RecordReader in) {
        return new CounterSpan(Reading.read(in), Reading.read(in));
    }
}
