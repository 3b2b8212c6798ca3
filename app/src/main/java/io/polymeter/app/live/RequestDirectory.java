package io.polymeter.app.live;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;

/// The directory through which commands send requests to the daemon; write access to the state directory is the
/// permission to ask. A request is the file `request`, which is removed when it is taken up; the answer is `ID.json`.
public final class RequestDirectory {

    private static final Duration LOOK = Duration.ofMillis(250);

    private final Path directory;

    /// Carries requests out, one at a time.
    public interface Worker {

        /// Carries one out.
        ///
        /// @param id of the request: hexadecimal digits and hyphens
        /// @throws NumberFormatException where a number of the request is none
        JsonObject answer(String id, JsonValue request) throws InterruptedException, IOException;
    }

    public RequestDirectory(Path directory) {
        this.directory = directory;
    }

    /// Makes the directory. What was asked of a daemon that has ended meanwhile is not wanted any more.
    public void open() throws IOException {
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve("request"));
    }

    /// Answers every request; ends by exception, or by interrupt.
    ///
    /// @param refusal what is answered where the request is no JSON, or a number in it is none
    public void serve(Clock clock, String refusal, Worker worker) throws IOException, InterruptedException {
        Path request = directory.resolve("request");
        while (true) {
            clock.sleep(LOOK);
            if (Files.exists(request)) {
                byte[] text = Files.readAllBytes(request);
                Files.delete(request);
                answer(text, refusal, worker);
            }
        }
    }

    private void answer(byte[] text, String refusal, Worker worker) throws IOException, InterruptedException {
        JsonObject answer;
        String id = "answer";
        try {
            JsonValue request = JsonValue.parse(text);
            id = Objects.requireNonNullElse(request.text("id"), id).replaceAll("[^0-9a-f-]", "");
            answer = worker.answer(id, request);
        } catch (JsonException | NumberFormatException e) {
            answer = new JsonObject().put("error", refusal);
        }
        Path done = directory.resolve(id + ".tmp");
        Files.writeString(done, JsonText.of(answer.build()));
        Files.move(done, directory.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
