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

    /// Says that the link has reached whom it talks to. From then on it works, whether it has heard anything there or
    /// not: what ends it after a while is a new failure, and not one more of the same.
    default void connected() {}
}
