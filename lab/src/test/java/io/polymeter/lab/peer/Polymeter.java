package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/// The built program, started as a user starts it and stopped as an init system stops it.
public final class Polymeter implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
    private static final Duration SAYS_WITHIN = Duration.ofSeconds(10);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);

    private final Process process;
    private final Path log;
    private boolean interrupted;
    private boolean killed;

    private Polymeter(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts `polymeter run` with this text as its configuration.
    public static Polymeter run(Path directory, String configuration) throws IOException {
        return run(directory, configuration, Map.of());
    }

    /// Starts it with additions to the environment.
    public static Polymeter run(Path directory, String configuration, Map<String, String> environment)
            throws IOException {
        Path file = directory.resolve("polymeter.yaml");
        // Without a page, where no test wants it: the usual port is one for the whole machine.
        boolean page = configuration.startsWith("http:") || configuration.contains("\nhttp:");
        Files.writeString(file, page ? configuration : configuration + "\nhttp: { enabled: false }\n");
        Path log = directory.resolve("polymeter.log");
        ProcessBuilder builder = new ProcessBuilder(command("run", "--config", file.toString()))
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("polymeter.out").toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(environment);
        return new Polymeter(builder.start(), log);
    }

    /// Starts `polymeter simulate`.
    public static Polymeter simulate(Path directory, String profile, String endpoint) throws IOException {
        Path log = directory.resolve("simulate.log");
        return new Polymeter(
                new ProcessBuilder(command("simulate", profile, "--serve", endpoint))
                        .directory(directory.toFile())
                        .redirectOutput(directory.resolve("simulate.out").toFile())
                        .redirectError(log.toFile())
                        .start(),
                log);
    }

    /// Runs another command of it to its end.
    public static Outcome command(Path directory, String... arguments) throws IOException {
        return Outcome.of(command(arguments), directory, Map.of());
    }

    /// Its command line.
    public static List<String> command(String... arguments) throws IOException {
        Path library = Checkouts.path("app/target/polymeter/lib");
        List<String> jars;
        try (Stream<Path> files = Files.list(library)) {
            jars = files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.reflect.useNativeAccessorOnly=true",
                "-cp",
                String.join(":", jars),
                "io.polymeter.app.Main"));
        words.addAll(List.of(arguments));
        return words;
    }

    /// Waits until it accepts connections at this port.
    public Polymeter listening(int port) {
        try {
            await().atMost(STARTS_WITHIN).until(() -> {
                assertThat(process.isAlive()).as(this::log).isTrue();
                return accepts(port);
            });
        } catch (ConditionTimeoutException e) {
            // Whoever waits for this often has nothing yet that would close it.
            process.destroyForcibly();
            throw new AssertionError("it never listened at " + port + ", but:\n" + log(), e);
        }
        return this;
    }

    /// Waits for words in its log.
    public Polymeter says(String words) {
        try {
            await().atMost(SAYS_WITHIN).until(() -> log().contains(words));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("it never said: " + words + "\nbut:\n" + log(), e);
        }
        return this;
    }

    /// What it has logged so far.
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines it has logged so far that contain these words.
    public List<String> lines(String words) {
        return log().lines().filter(line -> line.contains(words)).toList();
    }

    /// Threads of the process.
    public int threads() throws IOException {
        return entries("task");
    }

    /// Open descriptors of the process.
    public int descriptors() throws IOException {
        return entries("fd");
    }

    private int entries(String kind) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", String.valueOf(process.pid()), kind))) {
            return (int) entries.count();
        }
    }

    /// The number of the process.
    public long pid() {
        return process.pid();
    }

    /// Bytes of memory that the process holds: proc(5), `VmRSS`.
    public long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Changes its configuration and has it read that, with SIGHUP.
    public void reload(String configuration) throws IOException {
        Files.writeString(log.resolveSibling("polymeter.yaml"), configuration);
        signal("HUP");
    }

    /// True if a SIGHUP would reach it: proc(5), `SigCgt`.
    public boolean handlesHangup() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }

    private void signal(String name) throws IOException {
        assertThat(Outcome.of(List.of("kill", "-" + name, String.valueOf(process.pid())))
                        .exit())
                .isZero();
    }

    /// Ends it as Ctrl-C does, and leaves it closed.
    public void interrupt() throws IOException {
        signal("INT");
        interrupted = true;
        assertThat(Outcome.ends(process, STOPS_WITHIN))
                .as("SIGINT ends it within two seconds; log:\n%s", log())
                .isTrue();
    }

    /// Ends it as a power cut does, and leaves it closed.
    public void kill() throws IOException {
        signal("KILL");
        killed = true;
        assertThat(Outcome.ends(process, STOPS_WITHIN)).isTrue();
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Stops it with SIGTERM, which must take no longer than it may.
    @Override
    public void close() {
        if (killed) {
            return;
        }
        @Nullable String alreadyDead = process.isAlive() || interrupted ? null : log();
        process.destroy();
        boolean ended = Outcome.ends(process, STOPS_WITHIN);
        process.destroyForcibly();
        assertThat(alreadyDead).as("it died by itself").isNull();
        assertThat(ended)
                .as("SIGTERM ends it within two seconds; log:\n%s", log())
                .isTrue();
        assertThat(process.exitValue()).as(this::log).isZero();
        assertThat(log()).doesNotContain("\tat ");
    }
}
