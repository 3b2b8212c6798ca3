package io.polymeter.app.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Since when the values of a series are derived, and since when they are measured: changes, by the second since 1970
/// UTC at which the minute of the change begins. What nothing is known of counts as measured. A file that was begun by
/// an earlier version has none, and an earlier version overlooks them. For one thread.
final class DerivedMarks {

    /// Of a series that changes to and fro, the latest changes.
    private static final int MOST = 100;

    private static final Pattern WORD = Pattern.compile("(\\d{1,9})@(\\d{1,12})=([01])");

    private final Map<Series, NavigableMap<Long, Boolean>> changes = new HashMap<>();

    DerivedMarks() {}

    DerivedMarks(DerivedMarks other) {
        other.changes.forEach((series, all) -> changes.put(series, new TreeMap<>(all)));
    }

    /// Reads what [#text] has written; a word that is none is left out.
    static DerivedMarks of(String text, Map<Integer, Series> names) {
        DerivedMarks marks = new DerivedMarks();
        for (String word : text.split(" ", -1)) {
            Matcher parts = WORD.matcher(word);
            Series series = parts.matches() ? names.get(Integer.valueOf(parts.group(1))) : null;
            if (series != null) {
                marks.changes
                        .computeIfAbsent(series, _ -> new TreeMap<>())
                        .put(Long.valueOf(parts.group(2)), parts.group(3).equals("1"));
            }
        }
        return marks;
    }

    String text(Map<Series, Integer> ids) {
        StringBuilder text = new StringBuilder();
        changes.forEach((series, all) -> {
            Integer id = ids.get(series);
            if (id != null) {
                all.forEach((at, derived) -> text.append(text.isEmpty() ? "" : " ")
                        .append(id)
                        .append('@')
                        .append(at)
                        .append('=')
                        .append(derived ? '1' : '0'));
            }
        });
        return text.toString();
    }

    /// Takes notice of what a batch holds.
    ///
    /// @return whether anything changed with it
    boolean note(Batch batch) {
        boolean changed = false;
        for (Series series : batch.values().keySet()) {
            boolean derived = batch.derived().contains(series);
            NavigableMap<Long, Boolean> all = changes.get(series);
            Map.Entry<Long, Boolean> last = all == null ? null : all.floorEntry(batch.start());
            if (derived != (last != null && last.getValue())) {
                NavigableMap<Long, Boolean> own = changes.computeIfAbsent(series, _ -> new TreeMap<>());
                own.put(batch.start(), derived);
                if (own.size() > MOST) {
                    own.pollFirstEntry();
                }
                changed = true;
            }
        }
        return changed;
    }

    /// When values of a series were derived, within a time.
    List<History.Span> spans(Series series, Instant from, Instant to) {
        List<History.Span> spans = new ArrayList<>();
        Instant begun = null;
        for (Map.Entry<Long, Boolean> each :
                changes.getOrDefault(series, new TreeMap<>()).entrySet()) {
            Instant at = Instant.ofEpochSecond(each.getKey());
            if (begun != null && !each.getValue()) {
                add(spans, new History.Span(begun, at), new History.Span(from, to));
            }
            begun = !each.getValue() ? null : begun == null ? at : begun;
        }
        if (begun != null) {
            add(spans, new History.Span(begun, to), new History.Span(from, to));
        }
        return spans;
    }

    private static void add(List<History.Span> spans, History.Span span, History.Span within) {
        Instant from = span.from().isBefore(within.from()) ? within.from() : span.from();
        Instant to = span.to().isAfter(within.to()) ? within.to() : span.to();
        if (from.isBefore(to)) {
            spans.add(new History.Span(from, to));
        }
    }
}
