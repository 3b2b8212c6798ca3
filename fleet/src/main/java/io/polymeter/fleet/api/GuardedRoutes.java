package io.polymeter.fleet.api;

import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.http.Route;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Routes for who has a role, and their description (OpenAPI 3.1): what is served is described, and nothing else.
final class GuardedRoutes {

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)\\}");

    private final Routes routes;
    private final People people;
    private final List<Place> places = new ArrayList<>();

    /// What is done for somebody who may.
    interface Inner {
        WebReply answer(WebRequest call, People.Caller caller) throws Exception;
    }

    /// A route.
    ///
    /// @param role null for one that is open to everybody
    /// @param fields `name:type` in JSON Schema's words, with `?` where it may be left out: the query, or the body
    record Place(String method, String path, @Nullable Role role, String summary, List<String> fields) {

        static Place get(String path, String summary, String... fields) {
            return new Place("GET", path, Role.VIEWER, summary, List.of(fields));
        }

        static Place open(String path, String summary, String... fields) {
            return new Place("POST", path, null, summary, List.of(fields));
        }

        static Place post(String path, Role role, String summary, String... fields) {
            return new Place("POST", path, role, summary, List.of(fields));
        }
    }

    GuardedRoutes(Routes routes, People people) {
        this.routes = routes;
        this.people = people;
    }

    void add(Place place, Inner inner) {
        places.add(place);
        routes.add(place.method(), place.path(), Routes.Access.OPEN, call -> {
            People.Caller caller = people.caller(call, Objects.requireNonNull(place.role()));
            return inner.answer(call, caller);
        });
    }

    /// Adds one for whoever asks.
    void open(Place place, Route handler) {
        places.add(place);
        routes.add(place.method(), place.path(), Routes.Access.OPEN, handler);
    }

    /// The description of all that was added.
    JsonObject description() {
        Map<String, JsonObject> paths = new LinkedHashMap<>();
        for (Place place : places) {
            paths.computeIfAbsent(place.path(), _ -> new JsonObject())
                    .put(place.method().toLowerCase(Locale.ROOT), operation(place));
        }
        JsonObject all = new JsonObject();
        paths.forEach(all::put);
        return new JsonObject()
                .put("openapi", "3.1.0")
                .put(
                        "info",
                        new JsonObject()
                                .put("title", "Polymeter fleet")
                                .put("version", "1")
                                .put(
                                        "description",
                                        "Many sites. Powers are in watts, energies in kilowatt-hours, instants ISO 8601."
                                                + " A session is the cookie or the bearer token of POST /api/fleet/session."))
                .put("paths", all);
    }

    private static JsonObject operation(Place place) {
        JsonObject operation = new JsonObject()
                .put("summary", place.summary())
                .put("description", place.role() == null ? "Open." : "Role: " + word(place.role()) + ".");
        List<JsonObject> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(place.path());
        while (matcher.find()) {
            parameters.add(parameter(matcher.group(1), "path", "string", true));
        }
        boolean get = place.method().equals("GET");
        if (get) {
            place.fields()
                    .forEach(field ->
                            parameters.add(parameter(name(field), "query", type(field), !field.endsWith("?"))));
        }
        operation.put("parameters", parameters, parameter -> parameter);
        if (!get && !place.fields().isEmpty()) {
            operation.put("requestBody", body(place.fields()));
        }
        return operation.put(
                "responses",
                new JsonObject()
                        .put("2XX", new JsonObject().put("description", "Done, or what was asked for."))
                        .put("401", new JsonObject().put("description", "Nobody is logged in."))
                        .put("403", new JsonObject().put("description", "The role does not allow it.")));
    }

    static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject parameter(String name, String where, String type, boolean required) {
        return new JsonObject()
                .put("name", name)
                .put("in", where)
                .put("required", required)
                .put("schema", new JsonObject().put("type", type));
    }

    private static JsonValue body(List<String> fields) {
        JsonObject properties = new JsonObject();
        fields.forEach(field -> properties.put(name(field), new JsonObject().put("type", type(field))));
        List<String> required = fields.stream()
                .filter(field -> !field.endsWith("?"))
                .map(GuardedRoutes::name)
                .toList();
        JsonObject schema =
                new JsonObject().put("type", "object").put("required", required).put("properties", properties);
        return new JsonObject()
                .put("required", true)
                .put("content", new JsonObject().put("application/json", new JsonObject().put("schema", schema)))
                .build();
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':'));
    }

    private static String type(String field) {
        return field.substring(field.indexOf(':') + 1).replace("?", "");
    }
}
