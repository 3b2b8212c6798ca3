package io.polymeter.link.publish;

import io.polymeter.link.OutputCounters;
import io.polymeter.link.OutputStatistics;

/// What an output has told one consumer: written by its link, read by anybody.
public final class PublishCounters {

    private final OutputCounters counters = new OutputCounters();
    private final String consumer;

    /// @param consumer who is told
    public PublishCounters(String consumer) {
        this.consumer = consumer;
    }

    /// Counts what was told and taken.
    public void told(int count, long now) {
        counters.asked(consumer, consumer, count, now);
        counters.served(count);
    }

    /// Counts what will never be told.
    public void lost(int count, long now) {
        counters.asked(consumer, consumer, count, now);
        counters.refused("dropped", count);
    }

    /// The figures now.
    public OutputStatistics snapshot(long now) {
        return counters.snapshot(now);
    }
}
