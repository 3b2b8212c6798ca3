package io.polymeter.link.platform;

import io.polymeter.link.Clock;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Requests to one server; a seam, so that a simulated world can be that server.
public interface HttpExchange extends AutoCloseable {

    /// Sends a request. The future fails with what was wrong, for [HttpFailure#message].
    <T> CompletableFuture<HttpResponse<T>> send(HttpRequest request, HttpResponse.BodyHandler<T> body);

    @Override
    void close();

    /// How a server is reached.
    interface Opener {

        /// Gets ready to ask a server; nothing is sent yet.
        ///
        /// @throws IOException in words
        HttpExchange open(HttpAccess access, Clock clock, Duration connectTimeout) throws IOException;
    }
}
