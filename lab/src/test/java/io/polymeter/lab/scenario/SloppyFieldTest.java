package io.polymeter.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.world.SloppyWorld;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a meter's replies look like: what is shown is what it measured, and once it is right again so are we.
/// `lab/sweep --sloppy --seeds 20 --hours 2` does the same at length.
@Timeout(120)
class SloppyFieldTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noValueIsShownThatTheMeterDidNotHave(long seed) {
        SloppyWorld.Seen seen = SloppyWorld.run(seed, Duration.ofMinutes(20));
        assertThat(seen.values()).isGreaterThan(2_000);
        assertThat(seen.served()).isGreaterThan(1_500);
        assertThat(seen.named()).isPositive();
        assertThat(seen.faults()).isGreaterThan(20);
        // Said on change, and not with every reply.
        assertThat(seen.lines()).isLessThan(20L + 15L * seen.faults());
    }
}
