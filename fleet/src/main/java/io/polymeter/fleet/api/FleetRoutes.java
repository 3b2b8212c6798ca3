package io.polymeter.fleet.api;

import io.polymeter.fleet.api.GuardedRoutes.Place;
import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.metrics.MetricText;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.Status;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What can be asked of the fleet.
final class FleetRoutes {

    private static final int MAX = 10_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final FleetView view;
    private final Engine engine;
    private final Actions actions;
    private final int demo;
    private final People people;
    private final EventBroadcast broadcast;
    private final FleetAnswers answers;
    private final OtherEngines others = new OtherEngines();

    FleetRoutes(FleetServer.Parts parts, People people, EventBroadcast broadcast) {
        view = parts.view();
        engine = parts.engine();
        actions = parts.actions();
        demo = parts.demo();
        this.people = people;
        this.broadcast = broadcast;
        answers = new FleetAnswers(view);
    }

    Routes routes() {
        Routes routes = new Routes();
        routes.get(
                "/",
                _ -> new WebReply(302, "", Map.of("Location", "/fleet.html"), new WebReply.Body.Whole(new byte[0])));
        routes.get("/metrics", _ -> WebReply.text(MetricText.TYPE, EngineMetrics.of(engine, view)));
        routes.get(
                "/health",
                _ -> WebReply.json(engine.isRunning() ? 200 : 503, new JsonObject().put("state", engine.state())));
        GuardedRoutes guarded = new GuardedRoutes(routes, people);
        guarded.open(Place.open("/api/fleet/session", "Logs in.", "name:string", "password:string"), this::logIn);
        guarded.add(
                Place.get("/api/fleet/session", "Who is logged in, and with what role."),
                (_, caller) -> WebReply.json(
                        new JsonObject().put("name", caller.name()).put("role", GuardedRoutes.word(caller.role()))));
        sites(guarded);
        groups(guarded);
        changes(guarded);
        new RolloutRoutes(view, actions).register(guarded);
        if (demo != 0) {
            guarded.add(
                    Place.post("/api/fleet/demo/{button}", Role.ADMIN, "Presses a button of the demonstration."),
                    (call, _) -> others.press(demo, call));
        }
        routes.get("/api/fleet/openapi.json", _ -> WebReply.json(guarded.description()));
        return routes;
    }

    private void sites(GuardedRoutes routes) {
        routes.add(
                Place.get("/api/fleet/overview", "Counts, groups, and the worst sites first."),
                (_, _) -> WebReply.json(answers.overview(System.currentTimeMillis())));
        routes.add(
                Place.get("/api/fleet/live", "The overview each second, as server-sent events."),
                (call, _) -> broadcast.stream(call, out -> broadcast.follow(out, Duration.ofSeconds(1))));
        routes.add(
                Place.get(
                        "/api/fleet/sites",
                        "Sites, by label and state.",
                        "label:string?",
                        "state:string?",
                        "most:integer?"),
                (call, _) -> WebReply.json(answers.sites(
                        call.query("label").orElse(null),
                        call.query("state").orElse(null),
                        call.number("most", 200, MAX))));
        routes.add(
                Place.get(
                        "/api/fleet/sites/{group}/{node}",
                        "A site: its meters, values, quarter-hours, gaps and orders."),
                (call, _) -> site(call));
    }

    private void groups(GuardedRoutes routes) {
        routes.add(
                Place.get("/api/fleet/groups", "Groups: live sums, and their last quarter-hours."),
                (_, _) -> WebReply.json(new JsonObject()
                        .put(
                                "groups",
                                view.membership().groups(),
                                group -> answers.group(group, System.currentTimeMillis()))));
        routes.add(
                Place.get(
                        "/api/fleet/groups/{name}/quarters",
                        "Quarter-hours of a group with completeness; format is json or csv.",
                        "from:string?",
                        "to:string?",
                        "format:string?"),
                (call, _) -> quarters(call));
        routes.add(
                Place.get("/api/fleet/events", "What happened, the newest first.", "most:integer?"),
                (call, _) -> WebReply.json(new JsonObject()
                        .put(
                                "events",
                                view.events().stream()
                                        .sorted(Comparator.comparingLong(FleetEvent::at)
                                                .reversed())
                                        .limit(call.number("most", 200, MAX))
                                        .toList(),
                                FleetAnswers::event)));
        routes.add(
                Place.get("/api/fleet/audit", "Who did what, the newest first.", "most:integer?"),
                (call, _) -> WebReply.json(new JsonObject()
                        .put(
                                "audit",
                                view.audits().stream()
                                        .limit(call.number("most", 200, MAX))
                                        .toList(),
                                FleetAnswers::audit)));
    }

    private void changes(GuardedRoutes routes) {
        routes.add(
                Place.post(
                        "/api/fleet/sites/{group}/{node}/limit",
                        Role.OPERATOR,
                        "Orders a power limit that ends by itself.",
                        "meter:string",
                        "watts:number",
                        "minutes:number"),
                this::limit);
        routes.add(
                Place.post(
                        "/api/fleet/sites/{group}/{node}/snooze",
                        Role.OPERATOR,
                        "No alarms of a site for a while.",
                        "minutes:number"),
                (call, caller) -> {
                    actions.snooze(caller.name(), registered(call), minutes(call));
                    return WebReply.nothing();
                });
        routes.add(
                Place.post(
                        "/api/fleet/sites/{group}/{node}/labels",
                        Role.ADMIN,
                        "Registers a site, or changes its labels from the next quarter-hour on.",
                        "labels:object"),
                (call, caller) -> {
                    actions.label(caller.name(), node(call), labels(call));
                    return WebReply.nothing();
                });
        routes.add(
                Place.post(
                        "/api/fleet/sites/{group}/{node}/revoke",
                        Role.ADMIN,
                        "Ends the connection of a site and lets it in no more."),
                (call, caller) -> {
                    actions.admit(caller.name(), registered(call), false);
                    return WebReply.nothing();
                });
        routes.add(
                Place.post("/api/fleet/sites/{group}/{node}/admit", Role.ADMIN, "Lets a site in again."),
                (call, caller) -> {
                    actions.admit(caller.name(), registered(call), true);
                    return WebReply.nothing();
                });
    }

    private WebReply logIn(WebRequest call) throws HttpError {
        String token = people.logIn(call.from(), call.text("name"), call.text("password"));
        return WebReply.nothing()
                .with("Set-Cookie", People.COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict");
    }

    private static String node(WebRequest call) {
        return call.path("group") + "/" + call.path("node");
    }

    /// The site of a path, which has to be registered.
    private String registered(WebRequest call) throws HttpError {
        String node = node(call);
        if (view.membership().registration(node) == null) {
            throw HttpError.notFound(
                    Message.of("there-no-registered-site", "there is no registered site {node}", node));
        }
        return node;
    }

    private WebReply site(WebRequest call) throws HttpError {
        String node = node(call);
        Status status = view.sites().get(node);
        if (status == null && view.membership().registration(node) == null) {
            throw HttpError.notFound(Message.of("there-no-site", "there is no site {node}", node));
        }
        JsonObject answer = answers.site(node, status);
        engine.site(node)
                .ifPresentOrElse(
                        found -> answer.put("detail", FleetAnswers.detail(found.view())),
                        () -> engine.owner(node).ifPresent(owner -> elsewhere(owner, call, answer)));
        return WebReply.json(answer);
    }

    /// Another engine knows this site: it is asked in the name of who asks here, and asks nobody else.
    private void elsewhere(String owner, WebRequest call, JsonObject answer) {
        answer.put("engine", owner);
        if (call.query("hop").isEmpty()) {
            others.detail(owner, call).ifPresent(detail -> answer.put("detail", detail));
        }
    }

    private SiteGroup group(WebRequest call) throws HttpError {
        return view.membership().groups().stream()
                .filter(group -> group.name().equals(call.path("name")))
                .findFirst()
                .orElseThrow(() -> HttpError.notFound(
                        Message.of("there-no-group-2", "there is no group {path}", call.path("name"))));
    }

    private WebReply quarters(WebRequest call) throws HttpError {
        long to = instant(call, "to", System.currentTimeMillis());
        long from = instant(call, "from", to - Duration.ofDays(1).toMillis());
        if (from >= to) {
            throw new HttpError(400, Message.of("from-not-before", "'from' is not before 'to'"));
        }
        if (call.query("format").orElse("json").equals("csv")) {
            return WebReply.text("text/csv; charset=utf-8", answers.csv(group(call), from, to));
        }
        return WebReply.json(answers.quarters(group(call), from, to));
    }

    private static long instant(WebRequest call, String name, long preset) throws HttpError {
        String text = call.query(name).orElse(null);
        try {
            return text == null ? preset : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException _) {
            throw new HttpError(
                    400, Message.of("instant-such-as-2027", "{name} is an instant such as 2027-01-15T08:00:00Z", name));
        }
    }

    private WebReply limit(WebRequest call, People.Caller caller) throws HttpError {
        double watts = number(call, "watts", 0, 1e9);
        String id = actions.limit(
                caller.name(), registered(call), new Actions.Limit(call.text("meter"), watts, minutes(call)));
        return WebReply.json(202, new JsonObject().put("order", id).put("state", "requested"));
    }

    private static Duration minutes(WebRequest call) throws HttpError {
        return Duration.ofMinutes(Math.round(number(call, "minutes", 1, (double) LONGEST.toMinutes())));
    }

    private static double number(WebRequest call, String name, double least, double most) throws HttpError {
        if (call.json().get(name) instanceof JsonValue.NumberValue figure) {
            double value = Double.parseDouble(figure.literal());
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new HttpError(
                400,
                Message.of(
                        "body-needs-number",
                        "the body needs the number \"{name}\", {least} to {most}",
                        name,
                        Math.round(least),
                        Math.round(most)));
    }

    private static Map<String, String> labels(WebRequest call) throws HttpError {
        if (!(call.json().get("labels") instanceof JsonValue.ObjectValue given)) {
            throw new HttpError(400, Message.of("body-needs-object-labels", "the body needs the object \"labels\""));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> entry : given.of().entrySet()) {
            if (!(entry.getValue() instanceof JsonValue.StringValue text)
                    || labels.size() >= 32
                    || !entry.getKey().toLowerCase(Locale.ROOT).matches("[\\p{L}\\p{Nd}_.-]{1,64}")) {
                throw new HttpError(400, Message.of("labels-at-most-32", "labels are at most 32 names with texts"));
            }
            labels.put(entry.getKey(), text.text());
        }
        return labels;
    }
}
