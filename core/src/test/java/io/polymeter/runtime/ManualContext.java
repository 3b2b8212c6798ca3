package io.polymeter.runtime;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// What a link is given, for one that a test runs itself.
///
/// @param clock whose time passes as the test says
/// @param health what the link reports
public record ManualContext(Clock clock, Health health) implements Context {

    public ManualContext(Clock clock) {
        this(clock, new Health());
    }

    @Override
    public RandomGenerator random() {
        return new SplittableRandom(7);
    }
}
