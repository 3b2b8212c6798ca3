package io.polymeter.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.polymeter.lab.world.Sabotage;
import io.polymeter.lab.world.Scenario;
import io.polymeter.lab.world.Violation;
import io.polymeter.lab.world.World;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A simulation that finds nothing proves nothing: each of these defects must be found within a few seeds.
@Timeout(60)
class DefectsAreFoundTest {

    private static final int SEEDS = 10;

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void isFound(String defect, Supplier<Sabotage> sabotage, String complaint) {
        Violation found = null;
        for (long seed = 1; seed <= SEEDS && found == null; seed++) {
            found = run(Scenario.seeded(seed, Duration.ofMinutes(15)).with(sabotage.get()));
        }

        assertThat(found).as(defect).isNotNull();
        assertThat(found)
                .hasMessageContaining(complaint)
                .hasMessageContaining("seed=")
                .hasMessageContaining("again: ");
    }

    static Stream<Arguments> isFound() {
        return Stream.of(
                defect("one timestamp for everything", Defects::sharedTimestamp, "after its reception"),
                defect("the poll refreshes the push", Defects::pollRefreshesPush, "was shown"),
                defect("age is ignored", Defects::ageIgnored, "was shown"),
                defect("absent is zero", Defects::absentIsZero, "was shown"),
                defect("two states in one reply", Defects::mixedStates, "though cycle"),
                defect("registers one place off", Defects::shiftedByOne, "was shown"),
                defect("one age for all groups", Defects::oneGroupForAll, "were refused though"),
                defect("replies one behind", Defects::oneReplyBehind, ""),
                defect("anybody may write", Defects::anybodyMayWrite, "foreign write"),
                defect("half values are applied", Defects::halvesApplied, "mixes cycles"),
                defect("age by the time of day", Defects::timeOfDay, ""));
    }

    private static Arguments defect(String name, Supplier<Sabotage> sabotage, String complaint) {
        return arguments(name, sabotage, complaint);
    }

    private static @Nullable Violation run(Scenario scenario) {
        try {
            World.run(scenario);
            return null;
        } catch (Violation e) {
            return e;
        }
    }
}
