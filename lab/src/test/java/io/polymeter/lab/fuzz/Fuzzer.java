package io.polymeter.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a target under Jazzer in a JVM of its own, in a folder of its own, which whoever fuzzes longer goes on with.
///
/// @param target a class with `fuzzerTestOneInput`
/// @param name of the folder below `target/fuzz`
/// @param instrumented what coverage is looked for in, e.g. `io.polymeter.modbus.*`
record Fuzzer(Class<?> target, String name, String instrumented) {

    /// Instrumentation takes long on a busy machine; a test has two minutes.
    private static final long STARTUP_SECONDS = 90;

    /// Fuzzes for some seconds; fails where an input breaks the target.
    void run(int seconds) throws IOException, InterruptedException {
        Path log = directory().resolve("log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + arguments(),
                        "-max_total_time=" + seconds,
                        corpus().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzer.waitFor(seconds + STARTUP_SECONDS, TimeUnit.SECONDS))
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

    /// Where inputs to begin with belong.
    Path corpus() throws IOException {
        return Files.createDirectories(directory().resolve("corpus"));
    }

    private Path directory() {
        return Path.of("target", "fuzz", name);
    }

    /// An argument file of the `java` command, for this test and for whoever fuzzes longer.
    private Path arguments() throws IOException {
        List<String> lines = List.of(
                "-Xmx512m",
                "-cp",
                '"' + System.getProperty("java.class.path") + '"',
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=" + instrumented,
                "--reproducer_path=" + directory(),
                "-artifact_prefix=" + directory() + "/",
                "-max_len=1024",
                "-timeout=5");
        return Files.write(directory().resolve("arguments"), lines);
    }
}
