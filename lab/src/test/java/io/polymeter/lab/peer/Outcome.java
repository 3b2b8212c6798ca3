package io.polymeter.lab.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How a program ended.
///
/// @param exit its exit code
/// @param out what it printed
/// @param err what it complained of
public record Outcome(int exit, String out, String err) {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Runs a program to its end, which must come within a minute.
    public static Outcome of(List<String> command) throws IOException {
        return of(command, Path.of("").toAbsolutePath(), Map.of());
    }

    /// Runs a program in a directory, with additions to the environment.
    public static Outcome of(List<String> command, Path directory, Map<String, String> environment) throws IOException {
        // Files, because nobody has to read them while the program runs.
        Path out = Files.createTempFile("outcome", ".out");
        Path err = Files.createTempFile("outcome", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(ends(process, LIMIT)).as(() -> command + " has ended").isTrue();
            return new Outcome(process.exitValue(), text(out), text(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Waits for a program's end; false if it does not come in time.
    public static boolean ends(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8);
    }
}
