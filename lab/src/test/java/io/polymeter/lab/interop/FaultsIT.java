package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One of the faults of `docs/faults.md`, from a seed that is printed and can be given: six sources, five consumers of
/// each.
@Timeout(115)
class FaultsIT {

    @Test
    void noConsumerIsServedWhatIsNotSo() throws IOException {
        int seed = Integer.getInteger("faults.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        Path root = Checkouts.path("lab");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Outcome outcome = Outcome.of(
                List.of(root.resolve("faults").toString(), "--sample", "1", "--seed", String.valueOf(seed)),
                root,
                Map.of("FAULTS_JAVA", java));
        assertThat(outcome.exit())
                .as("again: lab/faults --sample 1 --seed " + seed + "\n" + outcome)
                .isZero();
        assertThat(outcome.out()).contains("seed " + seed);
    }
}
