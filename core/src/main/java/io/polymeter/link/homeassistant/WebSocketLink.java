package io.polymeter.link.homeassistant;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.link.platform.MessageQueue;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Listens to state changes on the server's WebSocket.
final class WebSocketLink implements Link {

    /// The server is asked for a sign of life so often, and has as long to give it.
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final String name;
    private final String base;
    private final String token;
    private final HttpAccess access;
    private final Entities entities;
    private final AtomicBoolean streaming;

    /// @param streaming is true while events arrive
    WebSocketLink(String name, HomeassistantServer server, Entities entities, AtomicBoolean streaming) {
        this.name = name;
        this.base = server.base();
        this.token = server.token();
        this.access = server.access();
        this.entities = entities;
        this.streaming = streaming;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-hears-states", "listens to the state changes of {place}", base);
    }

    @Override
    public Set<String> events() {
        return Set.of("events", "other-events", "unreadable-events");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        MessageQueue messages = new MessageQueue(context.clock());
        HttpSession client = new HttpSession(access, context.clock(), Duration.ofSeconds(3));
        WebSocket socket = null;
        try {
            socket = client.client()
                    .newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .buildAsync(URI.create("ws" + base.substring(4) + "/api/websocket"), new MessageListener(messages))
                    .get();
            authenticate(socket, messages);
            send(socket, "{\"id\":1,\"type\":\"subscribe_events\",\"event_type\":\"state_changed\"}");
            listen(socket, messages, context);
        } catch (ExecutionException e) {
            throw new CodedIoException(
                    Message.of("websocket-of", "the WebSocket of {place}: {why}", base, HttpFailure.said(e)), e);
        } finally {
            streaming.set(false);
            if (socket != null) {
                socket.abort();
            }
            client.close();
        }
    }

    private void authenticate(WebSocket socket, MessageQueue messages)
            throws IOException, InterruptedException, ExecutionException {
        while (true) {
            String type = JsonValue.parse(messages.next(QUIET)).text("type");
            switch (type) {
                case "auth_required" ->
                    send(socket, "{\"type\":\"auth\",\"access_token\":" + JsonText.quote(token) + "}");
                case "auth_ok" -> {
                    return;
                }
                case "auth_invalid" ->
                    throw new CodedIoException(Message.of("token-rejected", "{place}: the token was rejected", base));
                case null, default ->
                    throw new CodedIoException(
                            Message.of("no-home-assistant", "{place}: is not a Home Assistant server", base));
            }
        }
    }

    private void listen(WebSocket socket, MessageQueue messages, Context context)
            throws IOException, InterruptedException, ExecutionException {
        int id = 1;
        while (true) {
            String message = messages.poll(QUIET);
            if (message == null) {
                send(socket, "{\"id\":" + ++id + ",\"type\":\"ping\"}");
                message = messages.next(QUIET);
            }
            take(message, context);
        }
    }

    private void take(String message, Context context) throws IOException {
        JsonValue parsed;
        try {
            parsed = JsonValue.parse(message);
        } catch (JsonException _) {
            context.health().count("unreadable-events");
            return;
        }
        switch (parsed.text("type")) {
            case "event" -> {
                JsonValue event = parsed.get("event");
                boolean ours = event != null && entities.event(event, new LinkContext(this, context));
                context.health().count(ours ? "events" : "other-events");
            }
            case "result" -> {
                if (!(parsed.get("success") instanceof JsonValue.BooleanValue(boolean success) && success)) {
                    throw new CodedIoException(Message.of(
                            "refuses-state-changes", "{place}: refuses the subscription to state changes", base));
                }
                streaming.set(true);
                report(context, Health.State.UP, description());
            }
            case null, default -> {}
        }
    }

    private static void send(WebSocket socket, String text) throws InterruptedException, ExecutionException {
        socket.sendText(text, true).get();
    }
}
