package io.polymeter.link.modbus.poll;

import io.polymeter.link.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When each group of a device is read next, and in which order.
final class DueGroups {

    private final Clock clock;
    private final RefusedReads refusals;
    private final Map<String, Long> due = new HashMap<>();

    DueGroups(Clock clock, RefusedReads refusals) {
        this.clock = clock;
        this.refusals = refusals;
    }

    /// When a group is due, nanoseconds of the monotonic clock; now, where it was never read.
    long of(ReadPlan.Batch batch) {
        return due.computeIfAbsent(batch.group().name(), _ -> clock.nanos());
    }

    /// It is due then.
    void set(ReadPlan.Batch batch, long at) {
        due.put(batch.group().name(), at);
    }

    /// The batch that is due first; of several the live values before the others, so that a device which answers
    /// slowly is not asked for its name first. Null where there is none.
    ReadPlan.@Nullable Batch first(List<ReadPlan.Batch> batches) {
        long now = clock.nanos();
        batches.forEach(batch -> due.putIfAbsent(batch.group().name(), now));
        ReadPlan.Batch first = null;
        for (ReadPlan.Batch batch : batches) {
            long later = first == null ? -1 : of(batch) - of(first);
            if (first == null || later < 0 || later == 0 && rank(batch) < rank(first)) {
                first = batch;
            }
        }
        return first;
    }

    private int rank(ReadPlan.Batch batch) {
        boolean required = batch.asks().stream().anyMatch(ask -> ask.optional() == null);
        boolean silent = batch.asks().stream().allMatch(ask -> refusals.misses(ask.range()) > 0);
        return (silent ? 4 : 0) + (required ? 0 : 2) + (batch.group().name().equals("live") ? 0 : 1);
    }

    /// What was not answered comes last: if all else is answered, it is the reason.
    List<ReadPlan.Ask> inOrder(ReadPlan.Batch batch) {
        return batch.asks().stream()
                .sorted(Comparator.comparingInt(ask -> refusals.misses(ask.range())))
                .toList();
    }
}
