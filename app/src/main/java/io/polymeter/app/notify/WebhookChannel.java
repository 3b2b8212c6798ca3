package io.polymeter.app.notify;

import io.polymeter.link.Clock;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// Posts events to a web server.
record WebhookChannel(URI address, Path state, Clock clock) implements NotificationChannel {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 64 << 10;

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void send(Event event) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event.json()))
                .build();
        try (HttpSession session = new HttpSession(new HttpAccess(address, null, null, null, state), clock, PATIENCE)) {
            int status = clock.await(
                            session.send(
                                    request,
                                    HttpResponse.BodyHandlers.limiting(
                                            HttpResponse.BodyHandlers.discarding(), LONGEST)),
                            PATIENCE)
                    .statusCode();
            if (status / 100 != 2) {
                throw new CodedIoException(about(HttpFailure.said(status)));
            }
        } catch (ExecutionException e) {
            throw new CodedIoException(about(HttpFailure.said(e)), e);
        } catch (TimeoutException e) {
            throw new CodedIoException(about(Message.of("not-in-time", "does not answer in time")), e);
        }
    }

    private Message about(Message why) {
        return Message.of("about-3", "{name}: {why}", address.getHost(), why);
    }
}
