package io.polymeter.link.openhab;

import io.polymeter.json.JsonException;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.link.platform.MessageQueue;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Listens to the server's event stream (server-sent events).
final class EventLink implements Link {

    /// openHAB says that it is alive every 10 s.
    private static final Duration QUIET = Duration.ofSeconds(40);

    private final String name;
    private final OpenhabServer server;
    private final Items items;
    private final AtomicBoolean streaming;

    /// @param streaming is true while events arrive
    EventLink(String name, OpenhabServer server, Items items, AtomicBoolean streaming) {
        this.name = name;
        this.server = server;
        this.items = items;
        this.streaming = streaming;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-hears-events", "listens to the events of {place}", server.shown());
    }

    @Override
    public Set<String> events() {
        return Set.of("unreadable-events");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.events(items.names()));
        server.headers().forEach(request::setHeader);
        request.setHeader("Accept", "text/event-stream").timeout(Duration.ofSeconds(10));
        MessageQueue lines = new MessageQueue(context.clock());
        HttpSession client = new HttpSession(server.access(), context.clock(), Duration.ofSeconds(3));
        CompletableFuture<HttpResponse<Void>> stream =
                client.send(request.build(), answer -> body(answer, context, lines));
        var _ = stream.whenComplete((answer, failure) -> {
            if (failure != null) {
                lines.end(HttpFailure.said(failure));
            } else if (answer.statusCode() != 200) {
                lines.end(HttpFailure.said(answer.statusCode()));
            }
        });
        try {
            while (true) {
                line(lines.next(QUIET), context);
            }
        } catch (IOException e) {
            throw new CodedIoException(
                    Message.of("events-of", "the events of {place}: {why}", server.shown(), Message.of(e)), e);
        } finally {
            streaming.set(false);
            stream.cancel(true);
            lines.cancel();
            client.close();
        }
    }

    private HttpResponse.BodySubscriber<Void> body(
            HttpResponse.ResponseInfo answer, Context context, MessageQueue lines) {
        if (answer.statusCode() != 200) {
            return HttpResponse.BodySubscribers.discarding();
        }
        streaming.set(true);
        report(context, Health.State.UP, description());
        return HttpResponse.BodySubscribers.fromLineSubscriber(
                lines, _ -> null, java.nio.charset.StandardCharsets.UTF_8, null);
    }

    private void line(String line, Context context) {
        if (!line.startsWith("data:")) {
            return;
        }
        try {
            context.health()
                    .count(items.event(line.substring(5), new LinkContext(this, context)) ? "events" : "other-events");
        } catch (JsonException _) {
            context.health().count("unreadable-events");
        }
    }
}
