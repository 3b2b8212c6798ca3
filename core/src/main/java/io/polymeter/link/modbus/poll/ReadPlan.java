package io.polymeter.link.modbus.poll;

import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The fewest requests that read a device: group by group, because each group has its own interval.
///
/// Registers that belong to one value are never read by two requests, unless the value is longer than the device
/// lets read at once. Addresses between spans are never touched: the device may not have them, and would refuse the
/// whole request. Reserved registers inside a span are read too, so that a mirror shows them as they are; only a
/// hole as long as a whole request is left out.
public record ReadPlan(List<Batch> batches) {

    public ReadPlan {
        batches = List.copyOf(batches);
    }

    /// What is read together and published together.
    public record Batch(Group group, List<Ask> asks) {
        public Batch {
            asks = List.copyOf(asks);
        }
    }

    /// One request.
    ///
    /// @param optional the span that some devices do not have, null where all have it
    public record Ask(Range range, @Nullable Span optional) {}

    /// The most registers of one read (Modbus Application Protocol V1.1b3, section 6.3).
    public static final int MAX_REGISTERS = 125;

    /// Plans to read the spans that are wanted, in the order of the profile's groups.
    public static ReadPlan of(Profile profile, Predicate<Span> wanted) {
        return of(profile, wanted, MAX_REGISTERS);
    }

    /// The same for a device that takes shorter reads than its profile says.
    ///
    /// @param most the most registers of one read
    public static ReadPlan of(Profile profile, Predicate<Span> wanted, int most) {
        int longest = Math.min(most, profile.wire().maxRead());
        List<Batch> batches = new ArrayList<>();
        for (Group group : profile.groups()) {
            List<Span> spans = profile.spans().stream()
                    .filter(span -> span.group().equals(group) && wanted.test(span))
                    .toList();
            List<Ask> asks = asks(profile, spans, longest);
            if (!asks.isEmpty()) {
                batches.add(new Batch(group, asks));
            }
        }
        return new ReadPlan(batches);
    }

    private static List<Ask> asks(Profile profile, List<Span> spans, int longest) {
        List<Ask> asks = new ArrayList<>();
        int next = 0;
        while (next < spans.size()) {
            int first = next;
            next++;
            // Spans that touch are one run, but one that may be refused, or is wanted whole, stands alone.
            while (next < spans.size() && continues(spans.get(next - 1), spans.get(next))) {
                next++;
            }
            List<Span> run = spans.subList(first, next);
            Span optional = run.getFirst().optional() ? run.getFirst() : null;
            List<Range> ranges =
                    run.getFirst().whole() ? List.of(run.getFirst().range()) : fewest(profile, run, longest);
            ranges.forEach(range -> asks.add(new Ask(range, optional)));
        }
        return asks;
    }

    private static boolean continues(Span before, Span span) {
        return !before.optional()
                && !span.optional()
                && !before.whole()
                && !span.whole()
                && span.range().onWire() > 0
                && span.range().address() == before.range().end();
    }

    private static List<Range> fewest(Profile profile, List<Span> run, int longest) {
        List<Range> items = new ArrayList<>();
        for (Span span : run) {
            items.addAll(items(profile, span));
        }
        return pack(profile, together(profile, items), longest);
    }

    /// Rows that make one value between them come from one read, or a change between two reads would give a value
    /// that never was: the sign of a magnitude, the halves of a counter, a value and its scale factor. So they do
    /// where the user wants shorter reads, too.
    private static List<Range> together(Profile profile, List<Range> items) {
        int longest = profile.wire().maxRead();
        List<Range> ties =
                profile.ties().stream().filter(tie -> tie.count() <= longest).toList();
        List<Range> joined = new ArrayList<>();
        for (Range item : items) {
            Range last = joined.isEmpty() ? null : joined.getLast();
            if (last != null
                    && item.end() - last.address() <= longest
                    && ties.stream().anyMatch(tie -> tie.overlaps(last) && tie.overlaps(item))) {
                joined.removeLast();
                joined.add(new Range(last.address(), item.end() - last.address()));
            } else {
                joined.add(item);
            }
        }
        return joined;
    }

    /// What must be read of a span, in pieces that stay whole: its values, and the registers between them one
    /// by one.
    private static List<Range> items(Profile profile, Span span) {
        List<Range> items = new ArrayList<>();
        int end = span.range().end();
        int at = span.range().address();
        while (at < end) {
            Row row = profile.rowAt(at).orElse(null);
            if (row != null) {
                int until = Math.min(row.range().end(), end);
                items.add(new Range(at, until - at));
                at = until;
            } else {
                int hole = at;
                while (at < end && profile.rowAt(at).isEmpty()) {
                    at++;
                }
                if (!span.reserved() || at - hole < profile.wire().maxRead()) {
                    for (int register = hole; register < at; register++) {
                        items.add(new Range(register, 1));
                    }
                }
            }
        }
        return items;
    }

    /// Greedy from the left is the fewest: each request starts where it must and reaches as far as it may.
    private static List<Range> pack(Profile profile, List<Range> items, int most) {
        List<Range> requests = new ArrayList<>();
        int start = -1;
        int end = -1;
        for (Range item : items) {
            if (start >= 0 && item.end() - start > most) {
                requests.add(new Range(start, end - start));
                start = -1;
            }
            int at = item.address();
            while (item.end() - at > most && mayBeCut(profile, item)) {
                requests.add(new Range(at, most));
                at += most;
            }
            start = start < 0 ? at : start;
            end = item.end();
        }
        if (start >= 0) {
            requests.add(new Range(start, end - start));
        }
        return requests;
    }

    /// A text that comes in pieces is no other text, but a number that does is another number.
    private static boolean mayBeCut(Profile profile, Range item) {
        return profile.rowAt(item.address())
                .filter(row -> row.format().encoding().isText() && row.range().equals(item))
                .isPresent();
    }
}
