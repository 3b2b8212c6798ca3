package io.polymeter.app.api;

import java.time.Duration;

/// Live values.
final class EventRoutes {

    private static final int SLOWEST = 60_000;

    private final Broadcast broadcast;

    EventRoutes(Broadcast broadcast) {
        this.broadcast = broadcast;
    }

    void register(Routes routes) {
        routes.get("/api/events", this::events);
    }

    private Reply events(Call call) throws Refusal {
        int every = call.number("every", 1000, SLOWEST);
        Duration pause = Duration.ofMillis(Math.max(every, Broadcast.FASTEST.toMillis()));
        return broadcast.stream(out -> broadcast.follow(out, pause));
    }
}
