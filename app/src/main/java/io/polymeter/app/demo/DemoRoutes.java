package io.polymeter.app.demo;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What can be asked of a demonstration beside everything else: how it goes, and to let something go wrong.
final class DemoRoutes {

    private static final String RESTORE = "restore";

    private final DemoHouse house;

    DemoRoutes(DemoHouse house) {
        this.house = house;
    }

    void register(Routes routes) {
        routes.get("/api/demo", _ -> WebReply.json(json()));
        routes.guarded("POST", "/api/demo/late/{milliseconds}", this::late);
        routes.guarded("POST", "/api/demo/{fault}", this::begin);
        routes.guarded("DELETE", "/api/demo/{fault}", this::end);
    }

    private WebReply begin(WebRequest call) throws HttpError {
        if (call.path("fault").equals(RESTORE)) {
            house.faults().forEach(fault -> house.fault(fault, false));
            house.late(Duration.ZERO);
        } else {
            house.fault(named(call), true);
        }
        return WebReply.json(json());
    }

    private WebReply late(WebRequest call) throws HttpError {
        String text = call.path("milliseconds");
        Duration wanted = Duration.ofMillis(text.matches("\\d{1,6}") ? Long.parseLong(text) : -1);
        if (wanted.isNegative() || wanted.compareTo(HouseBattery.LATEST) > 0) {
            throw new HttpError(
                    422,
                    Message.of(
                            "milliseconds-expected-0",
                            "milliseconds: expected 0 to {millis}",
                            HouseBattery.LATEST.toMillis()));
        }
        house.late(wanted);
        return WebReply.json(json());
    }

    private WebReply end(WebRequest call) throws HttpError {
        house.fault(named(call), false);
        return WebReply.json(json());
    }

    private static Fault named(WebRequest call) throws HttpError {
        return Fault.of(call.path("fault"))
                .orElseThrow(() -> new HttpError(
                        404,
                        Message.of(
                                "unknown-fault-known-ends",
                                "unknown fault; known are {names}, and {restore} ends them",
                                String.join(
                                        ", ",
                                        Arrays.stream(Fault.values())
                                                .map(Fault::word)
                                                .toList()),
                                RESTORE)));
    }

    private JsonObject json() {
        Set<Fault> active = house.faults();
        return new JsonObject()
                .put("speed", house.speed())
                .put("time", house.time().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("late-ms", house.late().toMillis())
                .put("latest-ms", HouseBattery.LATEST.toMillis())
                .put(
                        "faults",
                        List.of(Fault.values()),
                        fault -> new JsonObject().put("name", fault.word()).put("active", active.contains(fault)))
                .put("readers", house.readers(), DemoRoutes::reader);
    }

    private static JsonObject reader(Reader.View view) {
        Double power = view.power();
        return new JsonObject()
                .put("name", view.name())
                .put("output", view.output())
                .put("power", power == null ? Double.NaN : power)
                .put("answered", view.answered())
                .put("refused", view.refused())
                .put("trouble", view.trouble());
    }
}
