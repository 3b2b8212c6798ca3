package io.polymeter.link;

import java.util.random.RandomGenerator;

/// What a link gets from the one who runs it.
public interface Context {

    /// Time.
    Clock clock();

    /// Random numbers for jitter; seeded in a simulated world.
    RandomGenerator random();

    /// Where the link tells how it is.
    Health health();
}
