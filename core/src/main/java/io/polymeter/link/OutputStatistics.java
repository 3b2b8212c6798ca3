package io.polymeter.link;

import io.polymeter.loop.OutputTiming;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an output was asked and what it answered since the start.
///
/// @param requests all requests for the output, refused ones too
/// @param served reads answered with data
/// @param refused answers with an exception, by reason: `not-allowed`, `function`, `no-such-address`,
///     `not-received`, `stale`, `write`; and of a proxy `device` (the device's own), `no-answer`, `no-path`,
///     `busy`
/// @param silent requests left unanswered because data was lost, as the output wants it
/// @param lastClient who asked last, empty before the first request
/// @param perSecond requests a second, the mean of the last ten
/// @param lastNanos how long the latest answer took to make, in nanoseconds
/// @param mostNanos how long the slowest answer took to make, in nanoseconds
/// @param meanNanos how long an answer takes to make on average, in nanoseconds
/// @param readers who asks, at most [#READERS] of them, the busiest first
/// @param turnaround how many answers took less than `2^i` nanoseconds to make, at index i, and no less than the
///     index before; empty where nobody counts
/// @param clients each client's figures, where they are kept: for a proxy
/// @param timing how old the values are when they leave, and how regular; null where nobody measures it
/// @param refusedAgeNanos how long ago the latest request that was refused came, in nanoseconds; null before
///     the first
/// @param recent what was asked and refused in the last minute
/// @param refusal that most of what is asked is refused, and why, in a sentence without a full stop; empty
///     where it is
///     not
public record OutputStatistics(
        long requests,
        long served,
        Map<String, Long> refused,
        long silent,
        String lastClient,
        double perSecond,
        long lastNanos,
        long mostNanos,
        long meanNanos,
        List<Reader> readers,
        List<Long> turnaround,
        List<Client> clients,
        @Nullable OutputTiming timing,
        @Nullable Long refusedAgeNanos,
        RecentReads.Figures recent,
        Message refusal) {

    /// So many readers are told apart; the others count as one, with the name `others`.
    public static final int READERS = 32;

    /// Somebody who asks.
    ///
    /// @param name an address without port, a serial device, or `others`
    /// @param lastAgeNanos how long ago the latest request was, in nanoseconds
    public record Reader(String name, long requests, double perSecond, long lastAgeNanos) {}

    /// One client of a proxy.
    ///
    /// @param name its address, or `others` for those beyond the number that is told apart
    /// @param requests all it asked
    /// @param served requests answered with data
    /// @param refused requests answered with an exception
    /// @param shared requests for which the device was not asked, because another client's answer was theirs
    /// @param meanNanos how long it waited for an answer on average, in nanoseconds
    /// @param mostNanos the longest of these waits, in nanoseconds
    public record Client(
            String name, long requests, long served, long refused, long shared, long meanNanos, long mostNanos) {}

    public OutputStatistics {
        refused = Map.copyOf(refused);
        readers = List.copyOf(readers);
        turnaround = List.copyOf(turnaround);
        clients = List.copyOf(clients);
    }

    /// The figures of an output that knows neither readers nor turnarounds.
    public OutputStatistics(
            long requests,
            long served,
            Map<String, Long> refused,
            long silent,
            String lastClient,
            double perSecond,
            long lastNanos,
            long mostNanos,
            long meanNanos) {
        this(
                requests,
                served,
                refused,
                silent,
                lastClient,
                perSecond,
                lastNanos,
                mostNanos,
                meanNanos,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                RecentReads.Figures.NONE,
                Message.verbatim(""));
    }

    /// The same with a sentence about what is refused.
    public OutputStatistics with(Message sentence) {
        return new OutputStatistics(
                requests,
                served,
                refused,
                silent,
                lastClient,
                perSecond,
                lastNanos,
                mostNanos,
                meanNanos,
                readers,
                turnaround,
                clients,
                timing,
                refusedAgeNanos,
                recent,
                sentence);
    }

    /// The share of the last minute's requests that were refused or left without an answer, 0 to 1; NaN where there
    /// were none.
    public double refusedShare() {
        return (double) recent.refused() / recent.asked();
    }

    /// All refusals.
    public long refusals() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Reads that found data too old or not yet received, answered with an exception.
    public long stale() {
        return refused.getOrDefault("stale", 0L) + refused.getOrDefault("not-received", 0L);
    }
}
