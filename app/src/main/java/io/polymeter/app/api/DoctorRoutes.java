package io.polymeter.app.api;

import io.polymeter.app.notify.Occurrence;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.loop.LoopReport;
import io.polymeter.message.Message;
import io.polymeter.runtime.LoopWatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is known of the control loops that consumers close on our outputs.
public final class DoctorRoutes {

    private final LoopWatch watch;
    private final AidTrials trials;

    /// @param watch what follows the loops
    /// @param trials of aids, on the same loops
    public DoctorRoutes(LoopWatch watch, AidTrials trials) {
        this.watch = watch;
        this.trials = trials;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/doctor", _ -> WebReply.json(all(watch.reports())));
        routes.get("/api/doctor/{output}", this::one);
        routes.get("/api/doctor/{output}/try", call -> WebReply.json(trials.state(call.path("output"))));
        routes.guarded("POST", "/api/doctor/{output}/try", this::begin);
        routes.guarded("DELETE", "/api/doctor/{output}/try", this::end);
    }

    private WebReply begin(WebRequest call) throws HttpError {
        JsonValue wanted = call.json();
        String output = call.path("output");
        try {
            trials.begin(AidTrials.Wish.of(
                    output,
                    Objects.requireNonNullElse(wanted.text("try"), ""),
                    Objects.requireNonNullElse(wanted.text("for"), "10m")));
        } catch (AidTrials.RefusedException e) {
            throw new HttpError(422, e.said());
        }
        return WebReply.json(202, trials.state(output));
    }

    private WebReply end(WebRequest call) {
        trials.end(call.path("output"));
        return WebReply.json(trials.state(call.path("output")));
    }

    /// The swings for which a loop is to blame now.
    public static List<Occurrence> alarms(LoopWatch watch) {
        return watch.alarms().entrySet().stream()
                .map(each -> alarm(each.getKey(), each.getValue()))
                .toList();
    }

    /// The alarm in words: the first advice, which has its figures.
    static Occurrence alarm(String output, LoopReport report) {
        Message sentence = report.advice().isEmpty()
                ? Message.of("loop-unsteady", "The control loop is unsteady.")
                : report.advice().getFirst();
        return Occurrence.loop(output, Message.of("about-3", "{name}: {why}", output, sentence));
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
            throw HttpError.notFound(
                    Message.of("there-no-output-whose", "there is no output '{name}' whose timing is measured", name));
        }
        return WebReply.json(all(Map.of(name, report)));
    }
}
