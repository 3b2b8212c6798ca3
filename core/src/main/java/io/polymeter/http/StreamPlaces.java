package io.polymeter.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// The places for streams: so many in all, and so many for one address.
final class StreamPlaces {

    private final int all;
    private final int perAddress;
    // Guarded by this.
    private final Map<InetAddress, Integer> taken = new HashMap<>();
    private int sum;

    StreamPlaces(int all, int perAddress) {
        this.all = all;
        this.perAddress = perAddress;
    }

    synchronized boolean isFree(InetAddress address) {
        return sum < all && taken.getOrDefault(address, 0) < perAddress;
    }

    /// Takes a place for a client of this address; false where there is none.
    synchronized boolean take(InetAddress address) {
        if (!isFree(address)) {
            return false;
        }
        taken.merge(address, 1, Integer::sum);
        sum++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        taken.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        sum--;
    }
}
