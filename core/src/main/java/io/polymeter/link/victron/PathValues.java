package io.polymeter.link.victron;

import io.polymeter.dbus.DbusValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything a service shows at one moment, by path. Immutable: whoever is asked answers from one picture.
final class PathValues {

    static final PathValues BLANK = new PathValues(new TreeMap<>());

    private final NavigableMap<String, PathValue> items;

    private PathValues(NavigableMap<String, PathValue> items) {
        this.items = Collections.unmodifiableNavigableMap(items);
    }

    /// What stands at a path, null where nothing does.
    @Nullable
    PathValue at(String path) {
        return items.get(path);
    }

    /// All paths.
    Map<String, PathValue> all() {
        return items;
    }

    /// What stands below an inner node such as `/Ac/L1`, empty where it is none; all of it below `/`.
    SortedMap<String, PathValue> below(String node) {
        String from = node.equals("/") ? node : node + "/";
        // The character behind '/' is '0'.
        return items.subMap(from, false, from.substring(0, from.length() - 1) + '0', false);
    }

    /// What is another value or text than before.
    Map<String, PathValue> changedSince(PathValues before) {
        Map<String, PathValue> changed = new TreeMap<>();
        items.forEach((path, item) -> {
            PathValue old = before.items.get(path);
            if (old != item && !item.equals(old)) {
                changed.put(path, item);
            }
        });
        return changed;
    }

    /// Begins the next picture.
    Drawing next() {
        return new Drawing(this);
    }

    /// A picture being made. Not for several threads.
    static final class Drawing {
        private final PathValues before;
        private final TreeMap<String, PathValue> items = new TreeMap<>();

        private Drawing(PathValues before) {
            this.before = before;
        }

        void put(String path, PathValue item) {
            items.put(path, item);
        }

        void put(String path, int number) {
            put(path, PathValue.of(number));
        }

        void put(String path, @Nullable String text) {
            put(path, text == null || text.isEmpty() ? PathValue.INVALID : PathValue.of(text));
        }

        /// Paths of which nothing is known here.
        void invalid(String... paths) {
            for (String path : paths) {
                put(path, PathValue.INVALID);
            }
        }

        /// A measured number, NaN: invalid.
        void put(String path, ValueFormat measure, double number, boolean derived) {
            PathValue old = before.at(path);
            PathValue item = measure.item(number, derived);
            put(path, old != null && item.equals(old) ? old : item);
        }

        /// An energy in watt-hours, NaN: what was shown before stays.
        void energy(String path, double wattHours, boolean derived) {
            PathValue old = before.at(path);
            if (Double.isNaN(wattHours)) {
                put(path, old == null ? PathValue.INVALID : old);
            } else {
                put(path, ValueFormat.ENERGY, wattHours / 1000, derived);
            }
        }

        PathValues done() {
            return new PathValues(items);
        }
    }

    /// These items by path, as `GetItems` and `ItemsChanged` have them: `a{sa{sv}}`.
    static DbusValue dictionary(Map<String, PathValue> items) {
        Map<String, DbusValue> entries = new TreeMap<>();
        items.forEach((path, item) -> entries.put(path, item.dictionary()));
        return DbusValue.dictionary("a{sv}", entries);
    }

    /// The values below a node, by what follows its path: `a{sv}`.
    static DbusValue tree(SortedMap<String, PathValue> below, String node) {
        Map<String, DbusValue> entries = new TreeMap<>();
        below.forEach((path, item) -> entries.put(relative(path, node), new DbusValue.Variant(item.value())));
        return DbusValue.dictionary("v", entries);
    }

    /// The texts below a node: `a{ss}`.
    static DbusValue texts(SortedMap<String, PathValue> below, String node) {
        Map<String, DbusValue> entries = new TreeMap<>();
        below.forEach((path, item) -> entries.put(relative(path, node), new DbusValue.Text(item.text())));
        return DbusValue.dictionary("s", entries);
    }

    private static String relative(String path, String node) {
        return path.substring(node.equals("/") ? 1 : node.length() + 1);
    }

    /// The nodes right below a node, for introspection.
    List<String> children(String node) {
        return below(node).keySet().stream()
                .map(path -> relative(path, node))
                .map(name -> name.indexOf('/') < 0 ? name : name.substring(0, name.indexOf('/')))
                .distinct()
                .toList();
    }
}
