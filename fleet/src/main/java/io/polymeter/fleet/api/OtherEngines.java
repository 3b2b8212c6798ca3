package io.polymeter.fleet.api;

import io.polymeter.http.HttpError;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks other engines for what is in their stores, in the name of who asked here: a session counts at each of them.
final class OtherEngines {

    private static final Logger LOG = LoggerFactory.getLogger(OtherEngines.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// What is known of a site there; empty where that engine does not say.
    ///
    /// @param owner `host:port`
    Optional<JsonValue> detail(String owner, WebRequest call) {
        URI where = URI.create(
                "http://" + owner + "/api/fleet/sites/" + part(call, "group") + "/" + part(call, "node") + "?hop=1");
        HttpRequest.Builder request = HttpRequest.newBuilder(where).timeout(PATIENCE);
        call.header("cookie").ifPresent(value -> request.header("Cookie", value));
        call.header("authorization").ifPresent(value -> request.header("Authorization", value));
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200
                            && JsonValue.parse(response.body()) instanceof JsonValue.ObjectValue site
                    ? Optional.ofNullable(site.of().get("detail"))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.info("The engine at {} does not say: {}", owner, e.toString());
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Presses a button of the demonstration on this machine.
    WebReply press(int port, WebRequest call) throws IOException, InterruptedException, HttpError {
        URI where = URI.create("http://127.0.0.1:" + port + "/" + part(call, "button"));
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(where).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw HttpError.notFound(Message.of("there-no-such-button", "there is no such button"));
        }
        return WebReply.json(new JsonObject().put("said", response.body()));
    }

    private static String part(WebRequest call, String name) {
        return URLEncoder.encode(call.path(name), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
