package io.polymeter.link.influx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Lines that wait to be written, bounded: the oldest make room. For one thread.
final class LineBacklog {

    /// About ten minutes of ten meters at the usual pace, and at most a few megabytes.
    static final int MAX_LINES = 10_000;

    /// Lines of one request.
    static final int BATCH = 1_000;

    private final Deque<Sampler.Line> waiting = new ArrayDeque<>();
    // For those who only look.
    private volatile int size;

    /// Adds lines.
    ///
    /// @return those that had to go
    List<Sampler.Line> add(List<Sampler.Line> lines) {
        waiting.addAll(lines);
        List<Sampler.Line> gone = new ArrayList<>();
        while (waiting.size() > MAX_LINES) {
            gone.add(waiting.removeFirst());
        }
        size = waiting.size();
        return gone;
    }

    /// Takes the oldest lines out.
    List<Sampler.Line> take() {
        List<Sampler.Line> batch = new ArrayList<>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        size = waiting.size();
        return batch;
    }

    /// Puts lines back that were not written.
    ///
    /// @return those for which there is no room any more
    List<Sampler.Line> back(List<Sampler.Line> batch) {
        int room = Math.max(0, MAX_LINES - waiting.size());
        int first = Math.max(0, batch.size() - room);
        for (int i = batch.size() - 1; i >= first; i--) {
            waiting.addFirst(batch.get(i));
        }
        size = waiting.size();
        return batch.subList(0, first);
    }

    /// How many wait. Any thread.
    int size() {
        return size;
    }
}
