package io.polymeter.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Runs [WireTarget] under Jazzer in a JVM of its own, for `polymeter.fuzz.seconds` seconds, 20 if not said.
class WireFuzzIT {

    private static final int SECONDS = Integer.getInteger("polymeter.fuzz.seconds", 20);

    @Test
    void noBytesBreakCodecAndParsers() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of("target", "fuzz", "wire"));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        WireSeeds.write(corpus);
        Path log = directory.resolve("log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + WireTarget.class.getName(),
                        "--instrumentation_includes=io.polymeter.modbus.*",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=1024",
                        "-timeout=5",
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
        assertThat(fuzzer.exitValue()).as(output).isZero();
        assertThat(output).containsPattern("Done \\d+ runs in");
    }
}
