package io.polymeter.link.modbus;

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
/// Registers that belong to one value are never read by two requests, unless the value is longer than the device lets
/// read at once. Addresses between spans are never touched: the device may not have them, and would refuse the whole
/// request. Reserved registers inside a span are read where they lie between two values, and left out where that saves
/// a request.
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

    /// Plans to read the spans that are wanted, in the order of the profile's groups.
    public static ReadPlan of(Profile profile, Predicate<Span> wanted) {
        List<Batch> batches = new ArrayList<>();
        for (Group group : profile.groups()) {
            List<Span> spans = profile.spans().stream()
                    .filter(span -> span.group().equals(group) && wanted.test(span))
                    .toList();
            List<Ask> asks = asks(profile, spans);
            if (!asks.isEmpty()) {
                batches.add(new Batch(group, asks));
            }
        }
        return new ReadPlan(batches);
    }

    private static List<Ask> asks(Profile profile, List<Span> spans) {
        List<Ask> asks = new ArrayList<>();
        int i = 0;
        while (i < spans.size()) {
            Span first = spans.get(i);
            List<Range> items = new ArrayList<>(items(profile, first));
            int end = first.range().end();
            i++;
            // Spans that touch are one run, but one that may be refused stands alone.
            while (!first.optional()
                    && i < spans.size()
                    && spans.get(i).range().address() == end
                    && !spans.get(i).optional()) {
                items.addAll(items(profile, spans.get(i)));
                end = spans.get(i).range().end();
                i++;
            }
            Span optional = first.optional() ? first : null;
            pack(items, profile.wire().maxRead()).forEach(range -> asks.add(new Ask(range, optional)));
        }
        return asks;
    }

    /// What must be read of a span, in pieces that stay whole: its values, and each register without a value where the
    /// device's reserved registers are not answered as 0.
    private static List<Range> items(Profile profile, Span span) {
        List<Range> items = new ArrayList<>();
        Range range = span.range();
        int at = range.address();
        while (at < range.end()) {
            Row row = profile.rowAt(at).orElse(null);
            if (row != null) {
                int end = Math.min(row.range().end(), range.end());
                items.add(new Range(at, end - at));
                at = end;
            } else {
                if (!span.reserved()) {
                    items.add(new Range(at, 1));
                }
                at++;
            }
        }
        return items;
    }

    /// Greedy from the left is the fewest: each request starts where it must and reaches as far as it may.
    private static List<Range> pack(List<Range> items, int most) {
        List<Range> requests = new ArrayList<>();
        int start = -1;
        int end = -1;
        for (Range item : items) {
            if (start >= 0 && item.end() - start > most) {
                requests.add(new Range(start, end - start));
                start = -1;
            }
            int at = item.address();
            while (item.end() - at > most) {
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
}
