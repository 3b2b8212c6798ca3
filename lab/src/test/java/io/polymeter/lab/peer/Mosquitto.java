package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A real broker with files of its own, which can be killed and started again on its port.
public final class Mosquitto implements AutoCloseable {

    private final Path directory;
    private final int port = Ports.free();
    private @Nullable Process process;

    /// @param lines of its configuration, beside listener and persistence
    public Mosquitto(Path directory, String... lines) throws IOException {
        this.directory = Files.createDirectories(directory.resolve("mosquitto"));
        List<String> configuration = new ArrayList<>(List.of(
                "user root",
                "listener " + port + " 127.0.0.1",
                "persistence true",
                "persistence_location " + this.directory + "/",
                "autosave_interval 1",
                "autosave_on_changes true"));
        configuration.addAll(List.of(lines));
        Files.write(this.directory.resolve("mosquitto.conf"), configuration);
        start();
    }

    public int port() {
        return port;
    }

    /// Starts it, with what it had kept on disk.
    public void start() throws IOException {
        process = new ProcessBuilder(
                        "/usr/sbin/mosquitto",
                        "-c",
                        directory.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("mosquitto.log").toFile()))
                .start();
        await().atMost(Duration.ofSeconds(10)).until(this::accepts);
    }

    private boolean accepts() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (java.net.ConnectException _) {
            assertThat(process != null && process.isAlive())
                    .as(Files.readString(directory.resolve("mosquitto.log")))
                    .isTrue();
            return false;
        }
    }

    /// Ends it as a power failure does.
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            assertThat(Outcome.ends(process, Duration.ofSeconds(10))).isTrue();
        }
    }

    /// What it has logged so far.
    public String log() throws IOException {
        return Files.readString(directory.resolve("mosquitto.log"));
    }

    /// Publishes one message with the broker's own client.
    ///
    /// @param more e.g. `-r`: the broker keeps it
    public void publish(String topic, String message, String... more) throws IOException {
        List<String> words = client("mosquitto_pub", "-t", topic, "-m", message);
        words.addAll(List.of(more));
        Outcome outcome = Outcome.of(words, directory, Map.of());
        assertThat(outcome.exit()).as("%s: %s", words, outcome).isZero();
    }

    /// The command line of one of the broker's own clients.
    public List<String> client(String program, String... words) {
        List<String> line = new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-p", String.valueOf(port)));
        line.addAll(List.of(words));
        return line;
    }

    @Override
    public void close() {
        kill();
    }
}
