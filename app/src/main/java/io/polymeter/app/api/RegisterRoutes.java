package io.polymeter.app.api;

import io.polymeter.config.OutputSettings;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Face;
import io.polymeter.runtime.Snapshot;
import io.polymeter.store.Meter;
import java.util.List;

/// Explains any register of any output.
final class RegisterRoutes {

    private static final int LAST = 65_535;

    private final Backstage backstage;

    RegisterRoutes(Backstage backstage) {
        this.backstage = backstage;
    }

    void register(Routes routes) {
        routes.get("/api/outputs/{name}/registers", this::list);
        routes.get("/api/outputs/{name}/registers/{address}", this::one);
    }

    private Reply list(Call call) throws Refusal {
        int from = call.number("from", 0, LAST);
        int count = call.number("count", LAST + 1, LAST + 1);
        Explanation explanation = explanation(call);
        List<JsonObject> rows = explanation.rows(from, count);
        return Reply.json(frame(call, explanation).put("registers", rows, row -> row));
    }

    private Reply one(Call call) throws Refusal {
        int address = Call.number(call.path("address"), "the address", LAST);
        Explanation explanation = explanation(call);
        return Reply.json(explanation
                .register(address)
                .map(register -> frame(call, explanation).put("register", register))
                .orElseThrow(() -> Refusal.notFound("register " + address + " in "
                        + explanation.profile().id() + ": reading it is refused with exception 2")));
    }

    private JsonObject frame(Call call, Explanation explanation) {
        Snapshot.Output output = backstage.picture().output(call.path("name")).orElse(null);
        return new JsonObject()
                .put("output", call.path("name"))
                .put("meter", output == null ? null : output.meter())
                .put("profile", explanation.profile().id())
                .put("mirror", explanation.face().mirror())
                .put("unit", explanation.face().unit())
                .put(
                        "source_profile",
                        explanation.state().profile() == null
                                ? JsonValue.Nothing.NULL
                                : new JsonValue.Text(sourceProfile(explanation)));
    }

    private static String sourceProfile(Explanation explanation) {
        var profile = explanation.state().profile();
        return profile == null ? "" : profile.id();
    }

    private Explanation explanation(Call call) throws Refusal {
        String name = call.path("name");
        OutputSettings settings = backstage.settings().outputs().get(name);
        Snapshot.Output output =
                settings == null ? null : backstage.picture().output(name).orElse(null);
        if (settings == null) {
            throw Refusal.notFound("output '" + name + "'");
        }
        Face face = output == null ? null : output.face();
        Meter meter = output == null
                ? null
                : backstage.polymeter().meters().find(output.meter()).orElse(null);
        if (face == null || meter == null) {
            throw Refusal.notFound("register of " + name + ": it has none");
        }
        long now = backstage.polymeter().clock().nanos();
        return Explanation.of(face, meter.state(), now)
                .orElseThrow(() -> Refusal.notFound("register of " + name + " yet"));
    }
}
