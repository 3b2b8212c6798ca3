package io.polymeter.link;

import java.util.Map;

/// What an output was asked and what it answered since the start.
///
/// @param requests all requests for the output, refused ones too
/// @param served reads answered with data
/// @param refused answers with an exception, by reason: `not-allowed`, `function`, `no-such-address`, `not-
///     received`,
///     `stale`, `write`
/// @param silent requests left unanswered because data was lost, as the output wants it
/// @param lastClient who asked last, empty before the first request
/// @param perSecond requests a second, the mean of the last ten
/// @param lastNanos how long the latest answer took to make, in nanoseconds
/// @param mostNanos how long the slowest answer took to make, in nanoseconds
/// @param meanNanos how long an answer takes to make on average, in nanoseconds
public record OutputStatistics(
        long requests,
        long served,
        Map<String, Long> refused,
        long silent,
        String lastClient,
        double perSecond,
        long lastNanos,
        long mostNanos,
        long meanNanos) {

    /// All refusals.
    public long refusals() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Reads that found data too old or not yet received, answered with an exception.
    public long stale() {
        return refused.getOrDefault("stale", 0L) + refused.getOrDefault("not-received", 0L);
    }
}
