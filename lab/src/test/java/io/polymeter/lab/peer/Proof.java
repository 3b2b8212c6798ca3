package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A short run of `lab/prove`, from a seed that is printed and can be given as the property `proof.seed`.
public final class Proof {

    private static final int LIMIT_SECONDS = 115;

    private Proof() {}

    /// Fails, with how to have it again, where the promise was broken.
    ///
    /// @param directory for what it says
    /// @param words the promise and its options
    public static void holds(Path directory, String... words) throws Exception {
        String seed = String.valueOf(
                Integer.getInteger("proof.seed", ThreadLocalRandom.current().nextInt(1_000_000)));
        Path root = Checkouts.path("lab");
        File said = directory.resolve("said").toFile();
        List<String> command = new ArrayList<>(List.of(root.resolve("prove").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--seed", seed));
        ProcessBuilder builder = new ProcessBuilder(command)
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
            String again = "again: lab/prove " + String.join(" ", words) + " --seed " + seed + "\n"
                    + Files.readString(said.toPath());
            System.out.println(again);
            assertThat(ended).as(again).isTrue();
            assertThat(process.exitValue()).as(again).isZero();
        } finally {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
