package io.polymeter.app.api;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.ServedRegisters;
import io.polymeter.message.Message;
import io.polymeter.runtime.Snapshot;
import java.util.List;

/// Explains any register of any output.
final class RegisterRoutes {

    private static final int LAST = 65_535;

    private final ApiContext backstage;

    RegisterRoutes(ApiContext backstage) {
        this.backstage = backstage;
    }

    void register(Routes routes) {
        routes.get("/api/outputs/{name}/registers", this::list);
        routes.get("/api/outputs/{name}/registers/{address}", this::one);
    }

    private WebReply list(WebRequest call) throws HttpError {
        int from = call.number("from", 0, LAST);
        int count = call.number("count", LAST + 1, LAST + 1);
        RegisterExplanation explanation = explanation(call);
        List<JsonObject> rows = explanation.rows(from, count);
        return WebReply.json(frame(call, explanation).put("registers", rows, row -> row));
    }

    private WebReply one(WebRequest call) throws HttpError {
        int address = WebRequest.number(call.path("address"), "the address", LAST);
        RegisterExplanation explanation = explanation(call);
        return WebReply.json(explanation
                .register(address)
                .map(register -> frame(call, explanation).put("register", register))
                .orElseThrow(() -> HttpError.notFound(Message.of(
                        "there-no-register-in",
                        "there is no register {address} in {profile}: reading it is refused with exception 2",
                        address,
                        explanation.profile().id()))));
    }

    private JsonObject frame(WebRequest call, RegisterExplanation explanation) {
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
                                ? JsonValue.NullValue.NULL
                                : new JsonValue.StringValue(sourceProfile(explanation)));
    }

    private static String sourceProfile(RegisterExplanation explanation) {
        var profile = explanation.state().profile();
        return profile == null ? "" : profile.id();
    }

    private RegisterExplanation explanation(WebRequest call) throws HttpError {
        String name = call.path("name");
        ApiSnapshot picture = backstage.picture();
        if (!picture.plan().settings().outputs().containsKey(name)) {
            throw HttpError.notFound(Message.of("there-no-output", "there is no output '{name}'", name));
        }
        Snapshot.Output output = picture.output(name).orElse(null);
        ServedRegisters face = output == null ? null : output.face();
        Snapshot.Meter meter =
                output == null ? null : picture.meter(output.meter()).orElse(null);
        if (face == null || meter == null) {
            throw HttpError.notFound(
                    Message.of("there-no-register-none", "there is no register of {name}: it has none", name));
        }
        long now = picture.snapshot().nanos();
        return RegisterExplanation.of(face, meter.state(), now)
                .orElseThrow(() -> HttpError.notFound(
                        Message.of("there-no-register-yet", "there is no register of {name} yet", name)));
    }
}
