package io.polymeter.app.drill;

import io.polymeter.config.yaml.Durations;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.runtime.Drill;
import java.time.Duration;
import java.util.Objects;

/// Drills over the page: begun with the password and the output's name typed once more.
public final class DrillRoutes {

    private final Drills drills;

    public DrillRoutes(Drills drills) {
        this.drills = drills;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.guarded("POST", "/api/drill/{output}", this::begin);
        routes.get("/api/drill/{output}", call -> WebReply.json(state(call.path("output"))));
    }

    private WebReply begin(WebRequest call) throws HttpError {
        JsonValue wanted = call.json();
        String output = call.path("output");
        if (!output.equals(wanted.text("consent"))) {
            throw new HttpError(
                    422,
                    Message.of(
                            "consent-needs-name-output",
                            "consent: needs the name of the output, because a battery or an inverter may react"));
        }
        Duration length;
        try {
            length = Durations.parse(Objects.requireNonNullElse(wanted.text("for"), "30s"));
        } catch (IllegalArgumentException e) {
            throw new HttpError(422, Message.of("for", "for: {why}", Message.of(e)));
        }
        try {
            Drill.Cut cut = Drills.cut(Objects.requireNonNullElse(wanted.text("cut"), "silence"));
            drills.begin(new Drills.Wish(output, cut, length));
        } catch (Drill.RefusedException e) {
            throw new HttpError(409, Message.of(e));
        }
        return WebReply.json(202, state(output));
    }

    private JsonObject state(String output) {
        JsonValue latest = drills.latest(output);
        return new JsonObject()
                .put("running", output.equals(drills.running()))
                .put("report", latest == null ? JsonValue.NullValue.NULL : latest);
    }
}
