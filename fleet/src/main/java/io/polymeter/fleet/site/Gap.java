package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A stretch of time from which values may be missing.
///
/// @param from first instant
/// @param to behind the last
/// @param noted when it was found
/// @param tries how often its values were asked for
/// @param asked when they were asked for last; 0 for never
record Gap(long from, long to, long noted, int tries, long asked) {

    /// The most gaps a site has; beyond, the two oldest become one.
    static final int MAX = 16;

    /// One that is found now.
    static Gap found(long from, long to, long now) {
        return new Gap(from, to, now, 0, 0);
    }

    Gap tried(long now) {
        return new Gap(from, to, noted, tries + 1, now);
    }

    Gap narrowed(long first, long behind) {
        return new Gap(first, behind, noted, tries, asked);
    }

    /// Adds a gap to others, in order of time; those that touch become one.
    static void add(List<Gap> gaps, Gap gap) {
        gaps.add(gap);
        gaps.sort(Comparator.comparingLong(Gap::from));
        List<Gap> merged = new ArrayList<>();
        for (Gap next : gaps) {
            Gap last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && next.from <= last.to) {
                merged.set(merged.size() - 1, last.joined(next));
            } else {
                merged.add(next);
            }
        }
        while (merged.size() > MAX) {
            Gap first = merged.removeFirst();
            merged.set(0, first.joined(merged.getFirst()));
        }
        gaps.clear();
        gaps.addAll(merged);
    }

    private Gap joined(Gap later) {
        return new Gap(
                from,
                Math.max(to, later.to),
                Math.max(noted, later.noted),
                Math.min(tries, later.tries),
                Math.max(asked, later.asked));
    }

    void write(RecordWriter out) {
        out.number(from).number(to).number(noted).number(tries).number(asked);
    }

    static Gap read(RecordReader in) {
        return new Gap(in.number(), in.number(), in.number(), in.count(1000), in.number());
    }
}
