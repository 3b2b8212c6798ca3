package io.polymeter.link.victron;

import io.polymeter.link.OutputStatistics;
import java.util.Map;
import java.util.TreeMap;

/// Counts what a service was called for. Written by the connection's reading thread, read by anybody.
final class ServiceCounters {

    private static final long WINDOW = 10_000_000_000L;

    private final Map<String, Long> refused = new TreeMap<>();
    private long requests;
    private long served;
    private String client = "";
    private long windowBegan;
    private long windowCount;
    private double rate;
    private long last;
    private long most;
    private long sum;

    synchronized void asked(String by, long now) {
        turn(now);
        requests++;
        windowCount++;
        client = by;
    }

    /// @param refusal why not, empty where it was served
    synchronized void answered(String refusal, long nanos) {
        if (refusal.isEmpty()) {
            served++;
        } else {
            refused.merge(refusal, 1L, Long::sum);
        }
        last = nanos;
        most = Math.max(most, nanos);
        sum += nanos;
    }

    private void turn(long now) {
        long passed = now - windowBegan;
        if (passed >= WINDOW) {
            rate = windowBegan == 0 ? 0 : windowCount * 1e9 / passed;
            windowBegan = now;
            windowCount = 0;
        }
    }

    synchronized OutputStatistics snapshot(long now) {
        turn(now);
        long mean = requests == 0 ? 0 : sum / requests;
        return new OutputStatistics(requests, served, Map.copyOf(refused), 0, client, rate, last, most, mean);
    }
}
