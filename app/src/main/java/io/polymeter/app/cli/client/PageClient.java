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
import java.nio.file.Path;
import java.time.Duration;

/// Asks the page of the daemon that runs with a state directory.
public final class PageClient {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 16_000_000;

    private final Path state;

    public PageClient(Path state) {
        this.state = state;
    }

    /// What is at a path.
    ///
    /// @param what is not there where the daemon answers 404
    public JsonValue get(String path, String what) throws InterruptedException {
        URI page = address();
        HttpRequest request =
                HttpRequest.newBuilder(page.resolve(path)).timeout(PATIENCE).build();
        try (HttpClient client = LocalClient.within(PATIENCE)) {
            HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                if (reply.statusCode() == 404) {
                    throw CommandFailure.usage("there is no " + what);
                }
                if (reply.statusCode() != 200) {
                    throw CommandFailure.failed("the daemon at " + page + " answers " + reply.statusCode());
                }
                return JsonValue.parse(body.readNBytes(LONGEST));
            }
        } catch (JsonException e) {
            throw CommandFailure.failed("what answers at " + page + " is not this daemon's page", e);
        } catch (IOException e) {
            throw CommandFailure.failed("no daemon answers at " + page + "; `polymeter run` starts it", e);
        }
    }

    private URI address() {
        try {
            return new PageAddress(state)
                    .read()
                    .orElseThrow(() -> CommandFailure.failed("no daemon runs with the state directory " + state
                            + ", or its page is off (`http`); `polymeter run` starts it"));
        } catch (IOException e) {
            throw CommandFailure.failed("the state directory " + state + " cannot be read by this user", e);
        }
    }
}
