package io.polymeter.link.victron;

import io.polymeter.dbus.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything a service shows at one moment, by path. Immutable: whoever is asked answers from one picture.
final class Picture {

    static final Picture BLANK = new Picture(new TreeMap<>());

    private final NavigableMap<String, Item> items;

    private Picture(NavigableMap<String, Item> items) {
        this.items = Collections.unmodifiableNavigableMap(items);
    }

    /// What stands at a path, null where nothing does.
    @Nullable
    Item at(String path) {
        return items.get(path);
    }

    /// All paths.
    Map<String, Item> all() {
        return items;
    }

    /// What stands below an inner node such as `/Ac/L1`, empty where it is none; all of it below `/`.
    SortedMap<String, Item> below(String node) {
        String from = node.equals("/") ? node : node + "/";
        // The character behind '/' is '0'.
        return items.subMap(from, false, from.substring(0, from.length() - 1) + '0', false);
    }

    /// What is another value or text than before.
    Map<String, Item> changedSince(Picture before) {
        Map<String, Item> changed = new TreeMap<>();
        items.forEach((path, item) -> {
            Item old = before.items.get(path);
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
        private final Picture before;
        private final TreeMap<String, Item> items = new TreeMap<>();

        private Drawing(Picture before) {
            this.before = before;
        }

        void put(String path, Item item) {
            items.put(path, item);
        }

        void put(String path, int number) {
            put(path, Item.of(number));
        }

        void put(String path, @Nullable String text) {
            put(path, text == null || text.isEmpty() ? Item.INVALID : Item.of(text));
        }

        /// Paths of which nothing is known here.
        void invalid(String... paths) {
            for (String path : paths) {
                put(path, Item.INVALID);
            }
        }

        /// A measured number, NaN: invalid.
        void put(String path, Measure measure, double number, boolean derived) {
            Item old = before.at(path);
            Item item = measure.item(number, derived);
            put(path, old != null && item.equals(old) ? old : item);
        }

        /// An energy in watt-hours, NaN: what was shown before stays.
        void energy(String path, double wattHours, boolean derived) {
            Item old = before.at(path);
            if (Double.isNaN(wattHours)) {
                put(path, old == null ? Item.INVALID : old);
            } else {
                put(path, Measure.ENERGY, wattHours / 1000, derived);
            }
        }

        Picture done() {
            return new Picture(items);
        }
    }

    /// These items by path, as `GetItems` and `ItemsChanged` have them: `a{sa{sv}}`.
    static Value dictionary(Map<String, Item> items) {
        Map<String, Value> entries = new TreeMap<>();
        items.forEach((path, item) -> entries.put(path, item.dictionary()));
        return Value.dictionary("a{sv}", entries);
    }

    /// The values below a node, by what follows its path: `a{sv}`.
    static Value tree(SortedMap<String, Item> below, String node) {
        Map<String, Value> entries = new TreeMap<>();
        below.forEach((path, item) -> entries.put(relative(path, node), new Value.Variant(item.value())));
        return Value.dictionary("v", entries);
    }

    /// The texts below a node: `a{ss}`.
    static Value texts(SortedMap<String, Item> below, String node) {
        Map<String, Value> entries = new TreeMap<>();
        below.forEach((path, item) -> entries.put(relative(path, node), new Value.Text(item.text())));
        return Value.dictionary("s", entries);
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
