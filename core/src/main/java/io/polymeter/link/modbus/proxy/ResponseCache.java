package io.polymeter.link.modbus.proxy;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Answers that are young enough to be given once more to whoever asks for exactly the same. For any thread; never
/// waits.
final class ResponseCache {

    /// Different requests that are remembered; a client that reads all over the map does not fill the memory.
    private static final int MAX_ENTRIES = 256;

    private final long most;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    private record Key(int unit, Request request) {}

    /// @param asked when the device was asked: what it said may be as old as that
    private record Entry(Response response, long asked) {}

    /// @param most how old an answer may be; zero: none is kept
    ResponseCache(Duration most) {
        this.most = most.toNanos();
    }

    /// A recent answer to a read, null where there is none.
    @Nullable
    Response find(int unit, Request request, long now) {
        if (most == 0) {
            return null;
        }
        Entry entry = entries.get(new Key(unit, request));
        return entry != null && now - entry.asked() <= most ? entry.response() : null;
    }

    /// Keeps the answer to a read; refusals are not kept.
    void keep(PendingRequest inquiry, Response response, long asked) {
        boolean refused = response instanceof Response.Refusal || response instanceof Response.VendorRefusal;
        if (most == 0 || refused || !inquiry.request().onlyReads()) {
            return;
        }
        if (entries.size() >= MAX_ENTRIES) {
            entries.values().removeIf(entry -> asked - entry.asked() > most);
        }
        if (entries.size() < MAX_ENTRIES) {
            entries.put(new Key(inquiry.unit(), inquiry.request()), new Entry(response, asked));
        }
    }

    /// Something was written: nothing that was read before is true any more.
    void forget() {
        entries.clear();
    }
}
