package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs foreign programs, with a limit, and compiles those that come as C sources beside the tests.
public final class RtuPrograms {

    private static final long LIMIT_SECONDS = 60;

    private RtuPrograms() {}

    /// Compiles `lab/peers/c/NAME.c` with libmodbus.
    public static Path compile(String name, Path directory) throws IOException, InterruptedException {
        Path source = sources().resolve(name + ".c");
        Path program = directory.resolve(name);
        run("cc", "-Wall", "-Wextra", "-Werror", "-O2", "-I/usr/include/modbus", "-o", program, source, "-lmodbus");
        return program;
    }

    private static Path sources() {
        Path inModule = Path.of("peers/c");
        return Files.isDirectory(inModule) ? inModule : Path.of("lab/peers/c");
    }

    /// Runs a program to its end, which must be a good one.
    ///
    /// @return what it printed
    public static String run(Object... command) throws IOException, InterruptedException {
        Process process = start(true, command);
        try {
            String output = process.inputReader().readAllAsString();
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as(output)
                    .isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    /// Starts a program that prints a line when it is ready.
    public static Process startServer(Object... command) throws IOException {
        Process process = start(false, command);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private static Process start(boolean mergeErrors, Object... command) throws IOException {
        List<String> words = new ArrayList<>();
        if (mergeErrors) {
            // Its output is read to the end, so the program itself must end.
            words.addAll(List.of("timeout", String.valueOf(LIMIT_SECONDS)));
        }
        for (Object word : command) {
            words.add(word.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(mergeErrors);
        if (!mergeErrors) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        return builder.start();
    }
}
