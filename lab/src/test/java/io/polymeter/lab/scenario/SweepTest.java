package io.polymeter.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.world.Outcome;
import io.polymeter.lab.world.Scenario;
import io.polymeter.lab.world.Sweep;
import io.polymeter.lab.world.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SweepTest {

    /// 200 × 7.2 minutes are 24 hours.
    @Test
    @Timeout(120)
    void twoHundredSeedsHoldForTwentyFourHoursTogether() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        Sweep.run(1, 200, Duration.ofSeconds(432), new PrintStream(said, true, StandardCharsets.UTF_8));

        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("200 worlds of PT7M12S held");
    }

    @Test
    @Timeout(120)
    void oneSeedHoldsForAWholeDay() {
        Outcome day = World.run(Scenario.seeded(2026, Duration.ofHours(24)));

        assertThat(day.answers().fresh()).isGreaterThan(50_000);
        assertThat(day.answers().staleLive()).isPositive();
        assertThat(day.answers().staleOther()).isPositive();
    }

    @Test
    @Timeout(120)
    void theSameSeedIsTheSameWorld() {
        for (long seed = 1; seed <= 10; seed++) {
            Scenario scenario = Scenario.seeded(seed, Duration.ofSeconds(400));
            assertThat(World.run(scenario)).isEqualTo(World.run(scenario));
        }
    }
}
