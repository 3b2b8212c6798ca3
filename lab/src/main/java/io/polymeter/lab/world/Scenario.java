package io.polymeter.lab.world;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What a world is made of.
///
/// @param seed decides everything that is left to chance
/// @param length how long the world lasts
/// @param faults what goes wrong, null: what the seed says
/// @param sabotage a defect put into the program, to see that it is found
public record Scenario(long seed, Duration length, @Nullable List<Fault> faults, Sabotage sabotage) {

    /// What the seed makes of it.
    public static Scenario seeded(long seed, Duration length) {
        return new Scenario(seed, length, null, Sabotage.NONE);
    }

    /// Faults by hand.
    public static Scenario of(long seed, Duration length, Fault... faults) {
        return new Scenario(seed, length, List.of(faults), Sabotage.NONE);
    }

    /// The same with a defect.
    public Scenario with(Sabotage other) {
        return new Scenario(seed, length, faults, other);
    }

    /// What goes wrong.
    List<Fault> plan(SplittableRandom random) {
        return faults == null ? Fault.plan(random, length) : faults;
    }
}
