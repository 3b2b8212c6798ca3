package io.polymeter.app.api;

import io.polymeter.config.Settings;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import java.util.List;

/// Everything a person sees first: also what each event carries.
final class Overview {

    private final ApiContext backstage;
    private final CertificateRoutes certificates;

    Overview(ApiContext backstage, CertificateRoutes certificates) {
        this.backstage = backstage;
        this.certificates = certificates;
    }

    void register(Routes routes) {
        routes.get("/api/overview", _ -> WebReply.json(json(backstage.picture())));
        routes.get("/api/status", _ -> WebReply.json(status(backstage.picture())));
        routes.get("/api/meters/{name}", this::meter);
        routes.get("/api/outputs/{name}", this::output);
        routes.get("/health", _ -> health());
    }

    JsonObject json(ApiSnapshot picture) {
        Settings settings = picture.plan().settings();
        return new JsonObject()
                .put("version", backstage.version())
                .put("time", picture.moment().wall().toString())
                .put("up_ms", picture.moment().up())
                .put(
                        "site",
                        new JsonObject()
                                .put("name", settings.site().name())
                                .put("timezone", settings.site().zone().getId()))
                .put("verdict", Verdict.of(picture, certificates.waiting()).json())
                .put("home", HouseJson.of(picture))
                .put("meters", picture.snapshot().meters(), meter -> MeterJson.of(picture, meter))
                .put(
                        "outputs",
                        settings.outputs().entrySet(),
                        output -> OutputJson.of(picture, output.getKey(), output.getValue()));
    }

    private JsonObject status(ApiSnapshot picture) {
        return StatusJson.of(picture, Verdict.of(picture, certificates.waiting()));
    }

    private WebReply meter(WebRequest call) throws HttpError {
        ApiSnapshot picture = backstage.picture();
        String name = call.path("name");
        return WebReply.json(picture.meter(name)
                .map(meter -> MeterJson.whole(picture, meter).put("replacing", replacing(name)))
                .orElseThrow(
                        () -> HttpError.notFound(Message.of("there-no-meter", "there is no meter '{name}'", name))));
    }

    /// Whether the first readings of another device are awaited.
    private boolean replacing(String meter) {
        return backstage
                .polymeter()
                .meters()
                .find(meter)
                .map(known -> known.counters().replacing())
                .orElse(false);
    }

    private WebReply output(WebRequest call) throws HttpError {
        ApiSnapshot picture = backstage.picture();
        String name = call.path("name");
        var settings = picture.plan().settings().outputs().get(name);
        if (settings == null) {
            throw HttpError.notFound(Message.of("there-no-output", "there is no output '{name}'", name));
        }
        return WebReply.json(OutputJson.whole(picture, name, settings));
    }

    /// Healthy is who can say how everything is: a device that sleeps or is away is none of a watchdog's business,
    /// as starting us again would not wake it.
    private WebReply health() {
        ApiSnapshot picture = backstage.picture();
        List<String> hung = backstage.polymeter().hung();
        boolean alive = !picture.snapshot().links().isEmpty() && hung.isEmpty();
        return WebReply.json(
                alive ? 200 : 503,
                new JsonObject()
                        .put("healthy", alive)
                        .put("hung", hung)
                        .put("version", backstage.version())
                        .put("up_ms", picture.moment().up())
                        .put("links", Verdict.states(picture))
                        .put("meters", Verdict.meters(picture)));
    }
}
