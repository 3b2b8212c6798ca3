package io.polymeter.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Waiting times between attempts: doubling from the first to the longest, each spread by a quarter up and down so
/// that what failed together does not come back together.
public final class Backoff {

    /// The first wait of a link that failed.
    public static final Duration FIRST = Duration.ofSeconds(1);
    /// The longest wait of a link that fails again and again.
    public static final Duration LONGEST = Duration.ofSeconds(60);

    private final RandomGenerator random;
    private long next = FIRST.toNanos();

    /// Starts with the first wait.
    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// How long to wait before the next attempt, 0.75 s to 60 s.
    public Duration next() {
        long base = next;
        next = Math.min(2 * base, LONGEST.toNanos());
        long spread = (long) (base * (0.75 + 0.5 * random.nextDouble()));
        return Duration.ofNanos(Math.min(spread, LONGEST.toNanos()));
    }

    /// The attempt went well: begin anew.
    public void reset() {
        next = FIRST.toNanos();
    }
}
