package io.polymeter.app.cli.client;

import io.polymeter.app.api.PageAddress;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The page of the daemon that runs with a state directory, for commands that ask it.
public final class DaemonPage {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 16_000_000;

    private final Path state;
    private final URI address;

    /// What was answered.
    public record Reply(int status, JsonValue body) {}

    private DaemonPage(Path state, URI address) {
        this.state = state;
        this.address = address;
    }

    /// Finds it.
    ///
    /// @throws CommandFailure where there is none
    public static DaemonPage of(Path state) {
        try {
            URI address = new PageAddress(state)
                    .read()
                    .orElseThrow(() -> CommandFailure.failed("no daemon runs with the state directory " + state
                            + ", or its page is off (`http`); `polymeter run` starts it"));
            return new DaemonPage(state, address);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "the state directory " + state
                            + " cannot be read by this user; ask as its owner, or with --config name another",
                    e);
        }
    }

    /// Asks it.
    ///
    /// @param path begins with a slash
    /// @throws CommandFailure where nobody answers, or somebody else does
    public Reply get(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build();
        try (HttpClient client = LocalClient.within(PATIENCE)) {
            HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                return new Reply(reply.statusCode(), JsonValue.parse(body.readNBytes(LONGEST)));
            }
        } catch (JsonException e) {
            throw stranger(e);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /// Asks it for what is at a path.
    ///
    /// @param path begins with a slash
    /// @param what is not there where the daemon answers 404
    /// @throws CommandFailure where it has none, nobody answers, or somebody else does
    public JsonValue get(String path, String what) throws InterruptedException {
        Reply reply = get(path);
        if (reply.status() == 404) {
            throw CommandFailure.usage("there is no " + what);
        }
        if (reply.status() != 200) {
            throw CommandFailure.failed("the daemon at " + address + " answers " + reply.status());
        }
        return reply.body();
    }

    /// Asks it for a text, whatever the status of the reply.
    ///
    /// @param path begins with a slash
    /// @throws CommandFailure where nobody answers
    public String text(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build();
        try (HttpClient client = LocalClient.within(PATIENCE)) {
            HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                return new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private CommandFailure silent(IOException e) {
        return CommandFailure.failed(
                "no daemon answers at " + address + ", where one was started with this state directory (" + state
                        + "); is it stopped? `polymeter run` starts it",
                e);
    }

    /// Somebody else answers at the daemon's address.
    public CommandFailure stranger(@Nullable Exception why) {
        String words = "what answers at " + address + " is not this daemon's page; `polymeter run` starts it again";
        return why == null ? CommandFailure.failed(words) : CommandFailure.failed(words, why);
    }
}
