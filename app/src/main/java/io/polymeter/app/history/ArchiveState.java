package io.polymeter.app.history;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the file says of itself. Written once an hour, and what is derived when that changes.
final class ArchiveState {

    private ArchiveState() {}

    /// The hours whose minutes and quarter-hours are not written yet.
    static SortedSet<Long> open(Tables tables) throws SQLException {
        return Arrays.stream(tables.state("open").split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static void open(Tables tables, SortedSet<Long> hours) throws SQLException {
        tables.state("open", hours.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    /// Before this, seconds have been forgotten.
    static long pruned(Tables tables) throws SQLException {
        String text = tables.state("pruned");
        return text.isEmpty() ? Long.MIN_VALUE : Long.parseLong(text);
    }

    static void pruned(Tables tables, long before) throws SQLException {
        tables.state("pruned", String.valueOf(before));
    }

    /// Which series were derived, and when. A file of an earlier version says nothing of it.
    static DerivedMarks derived(Tables tables, Map<Integer, Series> names) throws SQLException {
        return DerivedMarks.of(tables.state("derived"), names);
    }

    static void derived(Tables tables, DerivedMarks marks, Map<Series, Integer> ids) throws SQLException {
        tables.state("derived", marks.text(ids));
    }

    /// How far the energy counters were when the last hour began.
    static Map<Series, Double> counters(Tables tables, Map<Integer, Series> names) throws SQLException {
        Map<Series, Double> counters = new HashMap<>();
        for (String word : tables.state("counters").split(" ", -1)) {
            int equals = word.indexOf('=');
            Series series = equals < 0 ? null : names.get(Integer.parseInt(word.substring(0, equals)));
            if (series != null) {
                counters.put(series, Double.valueOf(word.substring(equals + 1)));
            }
        }
        return counters;
    }

    static void counters(Tables tables, Map<Series, Double> counters, Map<Series, Integer> ids) throws SQLException {
        StringBuilder text = new StringBuilder();
        counters.forEach((series, value) -> {
            Integer id = ids.get(series);
            if (id != null) {
                text.append(text.isEmpty() ? "" : " ").append(id).append('=').append(value);
            }
        });
        tables.state("counters", text.toString());
    }
}
