package io.polymeter.link.sparkplug;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers that stand for the metrics of a node and of all its devices. For one thread.
final class MetricAliases {

    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    /// The number of a metric, from now on.
    ///
    /// @param device empty for the node itself
    long of(String device, String metric) {
        return numbers.computeIfAbsent(device + "/" + metric, _ -> {
            long next = numbers.size();
            names.put(next, metric);
            return next;
        });
    }

    /// The metric of a number, null where it stands for none.
    @Nullable
    String name(long alias) {
        return names.get(alias);
    }
}
