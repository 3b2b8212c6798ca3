package io.polymeter.fleet.site;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An archive in memory that keeps bytes, as the store does.
final class MapArchive implements QuarterArchive {

    final Map<String, byte[]> records = new TreeMap<>();

    @Override
    public @Nullable Window get(String meter, long from) {
        byte[] bytes = records.get(meter + "@" + from);
        return bytes == null ? null : Window.of(bytes);
    }

    @Override
    public void put(String meter, Window window) {
        records.put(meter + "@" + window.from(), window.bytes());
    }

    @Override
    public void remove(String meter, long from) {
        records.remove(meter + "@" + from);
    }
}
