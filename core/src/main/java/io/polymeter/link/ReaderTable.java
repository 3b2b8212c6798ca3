package io.polymeter.link;

import io.polymeter.modbus.Peer;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who asks an output. Allocates for a reader that was never seen before, and for nothing else; however many come,
/// only so many are told apart.
final class ReaderTable {

    /// The key of whoever asks on a serial line: there is one master.
    private static final Object MASTER = new Object();

    private final ConcurrentMap<Object, Reader> known = new ConcurrentHashMap<>();
    private final Reader others = new Reader("others");
    private volatile @Nullable Reader latest;

    private static final class Reader {
        private final String name;
        private final LongAdder requests = new LongAdder();
        private final RequestRate rate = new RequestRate();
        private volatile @Nullable Peer peer;
        private volatile String client = "";
        private volatile long last;

        Reader(String name) {
            this.name = name;
        }

        private void count(int count, long now) {
            requests.add(count);
            rate.count(count, now);
            last = now;
        }
    }

    void asked(Peer peer, long now) {
        Reader reader = latest;
        if (reader == null || reader.peer != peer) {
            reader = find(peer);
            reader.peer = peer;
            latest = reader;
        }
        reader.count(1, now);
    }

    /// @param name whom this reader is told apart by
    /// @param client who asked, for people
    void asked(String name, String client, int count, long now) {
        Reader reader = find(name, name);
        reader.client = client;
        latest = reader;
        reader.count(count, now);
    }

    private Reader find(Peer peer) {
        InetAddress address = peer.address();
        return address == null ? find(MASTER, peer.name()) : find(address, address.getHostAddress());
    }

    private Reader find(Object key, String name) {
        Reader reader = known.get(key);
        if (reader != null) {
            return reader;
        }
        return known.size() >= OutputStatistics.READERS - 1
                ? others
                : known.computeIfAbsent(key, _ -> new Reader(name));
    }

    /// The instant of the latest request; null before the first.
    @Nullable
    Long asked() {
        Reader reader = latest;
        return reader == null ? null : reader.last;
    }

    /// The connection that asked last, empty before the first request.
    String latest() {
        Reader reader = latest;
        if (reader == null) {
            return "";
        }
        Peer peer = reader.peer;
        return peer == null ? reader.client : peer.name();
    }

    /// The figures, the busiest reader first.
    List<OutputStatistics.Reader> list(long now) {
        return Stream.concat(known.values().stream(), Stream.of(others))
                .filter(reader -> reader.requests.sum() > 0)
                .map(reader -> new OutputStatistics.Reader(
                        reader.name, reader.requests.sum(), reader.rate.perSecond(now), now - reader.last))
                .sorted(Comparator.comparingDouble(OutputStatistics.Reader::perSecond)
                        .thenComparingLong(OutputStatistics.Reader::requests)
                        .reversed())
                .toList();
    }
}
