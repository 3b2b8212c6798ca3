package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One of the faults of `docs/faults.md`, from a seed that is printed and can be given: six sources, five consumers of
/// each.
@Timeout(119)
class FaultsIT {

    private static final int LIMIT_SECONDS = 115;

    @Test
    void noConsumerIsServedWhatIsNotSo(@TempDir Path directory) throws Exception {
        String seed = String.valueOf(
                Integer.getInteger("faults.seed", ThreadLocalRandom.current().nextInt(1_000_000)));
        Path root = Checkouts.path("lab");
        File said = directory.resolve("said").toFile();
        ProcessBuilder builder = new ProcessBuilder(root.resolve("faults").toString(), "--sample", "1", "--seed", seed)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said);
        builder.environment()
                .put(
                        "FAULTS_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String again = "again: lab/faults --sample 1 --seed " + seed + "\n" + Files.readString(said.toPath());
            assertThat(ended).as(again).isTrue();
            assertThat(process.exitValue()).as(again).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
