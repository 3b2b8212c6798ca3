package io.polymeter.app.api;

import io.polymeter.config.Settings;
import io.polymeter.json.JsonObject;

/// Everything a person sees first: also what each event carries.
final class Overview {

    private final Backstage backstage;
    private final Certificates certificates;

    Overview(Backstage backstage, Certificates certificates) {
        this.backstage = backstage;
        this.certificates = certificates;
    }

    void register(Routes routes) {
        routes.get("/api/overview", _ -> Reply.json(json(backstage.picture())));
        routes.get("/api/meters/{name}", this::meter);
        routes.get("/api/outputs/{name}", this::output);
        routes.get("/health", _ -> health());
    }

    JsonObject json(Picture picture) {
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
                .put("verdict", Verdict.of(picture, certificates.waiting()))
                .put("meters", picture.snapshot().meters(), meter -> MeterJson.of(picture, meter))
                .put(
                        "outputs",
                        settings.outputs().entrySet(),
                        output -> OutputJson.of(picture, output.getKey(), output.getValue()));
    }

    private Reply meter(Call call) throws Refusal {
        Picture picture = backstage.picture();
        String name = call.path("name");
        return Reply.json(picture.meter(name)
                .map(meter -> MeterJson.whole(picture, meter))
                .orElseThrow(() -> Refusal.notFound("meter '" + name + "'")));
    }

    private Reply output(Call call) throws Refusal {
        Picture picture = backstage.picture();
        String name = call.path("name");
        var settings = picture.plan().settings().outputs().get(name);
        if (settings == null) {
            throw Refusal.notFound("output '" + name + "'");
        }
        return Reply.json(OutputJson.whole(picture, name, settings));
    }

    /// Healthy is who can say how everything is: a device that sleeps or is away is none of a watchdog's
    /// business, as
    /// starting us again would not wake it.
    private Reply health() {
        Picture picture = backstage.picture();
        boolean alive = !picture.snapshot().links().isEmpty();
        return Reply.json(
                alive ? 200 : 503,
                new JsonObject()
                        .put("healthy", alive)
                        .put("version", backstage.version())
                        .put("up_ms", picture.moment().up())
                        .put("links", Verdict.states(picture))
                        .put("meters", Verdict.meters(picture)));
    }
}
