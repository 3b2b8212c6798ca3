package io.polymeter.fleet.topology;

import io.polymeter.fleet.site.QuarterArchive;
import io.polymeter.fleet.site.Window;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// The old quarter-hours of one site in the task's store.
record StoredArchive(KeyValueStore<String, byte[]> store, String node) implements QuarterArchive {

    @Override
    public @Nullable Window get(String meter, long from) {
        byte[] bytes = store.get(key(meter, from));
        return bytes == null ? null : Window.of(bytes);
    }

    @Override
    public void put(String meter, Window window) {
        store.put(key(meter, window.from()), window.bytes());
    }

    @Override
    public void remove(String meter, long from) {
        store.delete(key(meter, from));
    }

    private String key(String meter, long from) {
        return node + "/" + meter + "@" + from;
    }
}
