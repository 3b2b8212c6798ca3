package io.polymeter.app.api;

import io.polymeter.app.notify.Occurrence;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.loop.LoopReport;
import io.polymeter.runtime.LoopWatch;
import java.util.List;
import java.util.Map;

/// What is known of the control loops that consumers close on our outputs.
public final class DoctorRoutes {

    private final LoopWatch watch;

    /// @param watch what follows the loops
    public DoctorRoutes(LoopWatch watch) {
        this.watch = watch;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/doctor", _ -> WebReply.json(all(watch.reports())));
        routes.get("/api/doctor/{output}", this::one);
    }

    /// The swings for which a loop is to blame now.
    public List<Occurrence> alarms() {
        return watch.alarms().entrySet().stream()
                .map(each -> alarm(each.getKey(), each.getValue()))
                .toList();
    }

    /// The alarm in words: the first advice, which has its figures.
    static Occurrence alarm(String output, LoopReport report) {
        String sentence = report.advice().isEmpty()
                ? "The battery swings by itself."
                : report.advice().getFirst();
        return Occurrence.loop(output, output + ": " + sentence);
    }

    private static JsonObject all(Map<String, LoopReport> reports) {
        JsonObject outputs = new JsonObject();
        reports.forEach((name, report) -> outputs.put(name, LoopJson.of(report)));
        return new JsonObject().put("outputs", outputs);
    }

    private WebReply one(WebRequest call) throws HttpError {
        String name = call.path("output");
        LoopReport report = watch.reports().get(name);
        if (report == null) {
            throw HttpError.notFound("output '" + name + "' whose timing is measured");
        }
        return WebReply.json(all(Map.of(name, report)));
    }
}
