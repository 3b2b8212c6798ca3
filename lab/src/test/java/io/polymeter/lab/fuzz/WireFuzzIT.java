package io.polymeter.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Runs [WireTarget] under Jazzer in a JVM of its own, for 20 seconds.
class WireFuzzIT {

    private static final int SECONDS = 20;

    private final Path directory = Path.of("target", "fuzz", "wire");

    @Test
    void noBytesBreakCodecAndParsers() throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        WireSeeds.write(corpus);
        Path log = directory.resolve("log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + arguments(),
                        "-max_total_time=" + SECONDS,
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzer.waitFor(SECONDS + 60L, TimeUnit.SECONDS))
                    .as("the fuzzer ends by itself")
                    .isTrue();
        } finally {
            fuzzer.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(fuzzer.exitValue())
                .as(output.substring(Math.max(0, output.length() - 3000)))
                .isZero();
        assertThat(output).containsPattern("Done \\d+ runs in");
    }

    /// An argument file of the `java` command, for this test and for whoever fuzzes longer.
    private Path arguments() throws IOException {
        List<String> lines = List.of(
                "-Xmx512m",
                "-cp",
                '"' + System.getProperty("java.class.path") + '"',
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + WireTarget.class.getName(),
                "--instrumentation_includes=io.polymeter.modbus.*",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_len=1024",
                "-timeout=5");
        return Files.write(directory.resolve("arguments"), lines);
    }
}
