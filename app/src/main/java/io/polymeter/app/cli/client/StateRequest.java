package io.polymeter.app.cli.client;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Asks the daemon for something through its state directory: who may write there may ask, without a password.
public final class StateRequest {

    private static final Duration BEGIN = Duration.ofSeconds(10);
    private static final long LOOK = Duration.ofMillis(50).toNanos();

    private final Path directory;
    private final String id = UUID.randomUUID().toString();

    /// A request that has not been sent yet.
    ///
    /// @param directory where the daemon looks for requests
    /// @throws CommandFailure where no daemon has ever looked there
    public StateRequest(Path directory) {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    "no daemon runs with the state directory " + directory.getParent() + "; `polymeter run` starts it");
        }
    }

    /// Asks, and waits for the answer.
    ///
    /// @param directory where the daemon looks for requests
    /// @param request without its id
    /// @param within how long the answer may take
    /// @throws CommandFailure where no daemon takes it up
    public static JsonValue ask(Path directory, JsonObject request, Duration within) {
        StateRequest asked = new StateRequest(directory);
        try {
            if (!asked.send(request)) {
                throw CommandFailure.failed("no daemon takes it up, or a drill runs");
            }
            if (!asked.await(within)) {
                throw CommandFailure.failed("the daemon gives no report");
            }
            return asked.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file of this request in the directory.
    ///
    /// @param kind the file's ending, such as `json`, which is the answer's
    public Path file(String kind) {
        return directory.resolve(id + "." + kind);
    }

    /// Sends it, and waits until it is taken up.
    ///
    /// @param request without its id
    /// @return false where nobody takes it up; then it is taken back
    public boolean send(JsonObject request) throws IOException {
        Path waiting = directory.resolve("request");
        Path written = file("request");
        Files.writeString(written, JsonText.of(request.put("id", id).build()));
        Files.move(written, waiting, StandardCopyOption.ATOMIC_MOVE);
        if (await(BEGIN, () -> !Files.exists(waiting))) {
            return true;
        }
        Files.deleteIfExists(waiting);
        return false;
    }

    /// Waits for the answer.
    ///
    /// @return false where there is none in this time, or the thread was interrupted
    public boolean await(Duration most) {
        return await(most, this::answered);
    }

    /// Whether there is an answer.
    public boolean answered() {
        return Files.exists(file("json"));
    }

    /// Reads the answer, and takes it away.
    public JsonValue answer() throws IOException {
        try {
            return JsonValue.parse(Files.readAllBytes(file("json")));
        } catch (JsonException e) {
            throw CommandFailure.failed("the daemon's answer is no JSON", e);
        } finally {
            Files.deleteIfExists(file("json"));
        }
    }

    private static boolean await(Duration most, BooleanSupplier condition) {
        long begin = Ticker.SYSTEM.nanos();
        while (!condition.getAsBoolean()) {
            if (Ticker.SYSTEM.nanos() - begin > most.toNanos() || Thread.interrupted()) {
                return false;
            }
            Ticker.SYSTEM.sleep(LOOK);
        }
        return true;
    }
}
