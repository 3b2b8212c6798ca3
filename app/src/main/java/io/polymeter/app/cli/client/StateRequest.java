package io.polymeter.app.cli.client;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Asks the daemon for something through its state directory: who may write there may ask, without a password.
public final class StateRequest {

    private static final Duration BEGIN = Duration.ofSeconds(10);

    private StateRequest() {}

    /// Asks, and waits for the answer.
    ///
    /// @param directory where the daemon looks for requests
    /// @param request without its id
    /// @param within how long the answer may take
    /// @throws CommandFailure where no daemon takes it up
    public static JsonValue ask(Path directory, JsonObject request, Duration within) {
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    "no daemon runs with the state directory " + directory.getParent() + "; `polymeter run` starts it");
        }
        try {
            return answer(directory, request, within);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonValue answer(Path directory, JsonObject request, Duration within) throws IOException {
        String id = UUID.randomUUID().toString();
        Path waiting = directory.resolve("request");
        Path written = directory.resolve(id + ".request");
        Files.writeString(written, JsonText.of(request.put("id", id).build()));
        Files.move(written, waiting, StandardCopyOption.ATOMIC_MOVE);
        if (!await(BEGIN, () -> !Files.exists(waiting))) {
            Files.deleteIfExists(waiting);
            throw CommandFailure.failed("no daemon takes it up, or a drill runs");
        }
        Path answer = directory.resolve(id + ".json");
        if (!await(within, () -> Files.exists(answer))) {
            throw CommandFailure.failed("the daemon gives no report");
        }
        try {
            return JsonValue.parse(Files.readAllBytes(answer));
        } catch (JsonException e) {
            throw CommandFailure.failed("the report is no JSON", e);
        } finally {
            Files.deleteIfExists(answer);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static boolean await(Duration most, Condition condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0 || Thread.interrupted()) {
                return false;
            }
            LockSupport.parkNanos(50_000_000);
        }
        return true;
    }
}
