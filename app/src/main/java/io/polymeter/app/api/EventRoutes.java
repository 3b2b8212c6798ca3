package io.polymeter.app.api;

import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import java.time.Duration;

/// Live values.
final class EventRoutes {

    private static final int SLOWEST = 60_000;

    private final EventBroadcast broadcast;

    EventRoutes(EventBroadcast broadcast) {
        this.broadcast = broadcast;
    }

    void register(Routes routes) {
        routes.get("/api/events", this::events);
    }

    private WebReply events(WebRequest call) throws HttpError {
        int every = call.number("every", 1000, SLOWEST);
        Duration pause = Duration.ofMillis(Math.max(every, EventBroadcast.MIN_INTERVAL.toMillis()));
        return broadcast.stream(call, out -> broadcast.follow(out, pause));
    }
}
