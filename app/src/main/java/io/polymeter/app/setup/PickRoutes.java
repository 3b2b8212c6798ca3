package io.polymeter.app.setup;

import io.polymeter.config.yaml.Secret;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerConnection;
import io.polymeter.link.mqtt.BrokerSession;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.message.Message;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What there is to choose from at a server: the fields of a document, the entities of Home Assistant, the items of
/// openHAB, the topics of a broker; each with its value of now.
public final class PickRoutes {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int LARGEST = 8_000_000;
    private static final int MAX = 3_000;
    private static final int LONGEST = 200;
    private static final int DEEPEST = 20;
    private static final Duration LISTEN = Duration.ofSeconds(4);

    private static final Clock CLOCK = new SystemClock();

    private final Supplier<Path> state;

    /// @param state the state directory, whose certificates are trusted
    public PickRoutes(Supplier<Path> state) {
        this.state = state;
    }

    /// Something that can be chosen.
    ///
    /// @param id as the configuration names it
    /// @param field of the message, for a topic with a JSON message; empty: all of it
    private record Choice(String id, String field, String label, String value, String unit) {

        private JsonObject json() {
            return new JsonObject()
                    .put("id", id)
                    .put("field", field)
                    .put("label", label)
                    .put("value", value.length() > LONGEST ? value.substring(0, LONGEST) : value)
                    .put("unit", unit);
        }
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.guarded("POST", "/api/pick", this::pick);
    }

    private WebReply pick(WebRequest call) throws HttpError, InterruptedException {
        JsonValue wanted = call.json();
        String kind = call.text("kind");
        URI url = uri(call.text("url"));
        try {
            List<Choice> choices = switch (kind) {
                case "http" -> fields(get(url, wanted));
                case "homeassistant" -> entities(get(url.resolve("/api/states"), wanted));
                case "openhab" -> items(get(url.resolve("/rest/items?fields=name,label,state,type"), wanted));
                case "mqtt" -> topics(url, wanted);
                default ->
                    throw new HttpError(
                            400,
                            Message.of(
                                    "kind-http-homeassistant-openhab",
                                    "\"kind\" is http, homeassistant, openhab or mqtt"));
            };
            return WebReply.json(
                    new JsonObject().put("choices", choices.stream().limit(MAX).toList(), Choice::json));
        } catch (JsonException e) {
            throw new HttpError(
                    409,
                    Message.of(
                            "answers-something-else-than",
                            "{host} answers with something else than JSON: {why}",
                            url.getHost(),
                            Message.of(e)));
        } catch (IOException e) {
            String message = e.getMessage();
            throw new HttpError(
                    409,
                    Message.of(
                            "cannot-reached-check-address",
                            "{host} cannot be reached{message}; check the address",
                            url.getHost(),
                            message == null ? "" : ": " + message));
        }
    }

    private static URI uri(String text) throws HttpError {
        try {
            URI uri = URI.create(text.strip());
            if (uri.getScheme() != null && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new HttpError(
                400, Message.of("url-address-such-as", "\"url\" is an address such as http://192.168.1.20/status"));
    }

    /// As the source itself would ask: with the same certificates, and the same ways to say who we are.
    private JsonValue get(URI url, JsonValue wanted) throws HttpError, IOException, InterruptedException {
        String token = wanted.text("token");
        String username = wanted.text("username");
        boolean bearer = token != null && !token.isEmpty();
        boolean named = !bearer && username != null && !username.isEmpty();
        HttpAccess access = new HttpAccess(
                url,
                named ? username : null,
                named ? new Secret(Objects.requireNonNullElse(wanted.text("password"), "")) : null,
                null,
                state.get());
        HttpSession session = new HttpSession(access, CLOCK, PATIENCE);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE);
            if (bearer) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<InputStream> reply = session.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                    .get();
            try (InputStream body = reply.body()) {
                refused(url, reply.statusCode());
                return JsonValue.parseDocument(body.readNBytes(LARGEST));
            }
        } catch (ExecutionException e) {
            throw new HttpError(
                    409, Message.of("server-not-asked", "{host}: {why}", url.getHost(), HttpFailure.said(e)));
        } catch (IllegalArgumentException e) {
            throw new HttpError(400, Message.of(e));
        } finally {
            session.client().shutdownNow();
        }
    }

    private static void refused(URI url, int status) throws HttpError {
        if (status == 401 || status == 403) {
            throw new HttpError(
                    409,
                    Message.of("refuses-token-or-password", "{host} refuses the token or password", url.getHost()));
        }
        if (status != 200) {
            throw new HttpError(
                    409, Message.of("answers-status", "{host} answers with status {code}", url.getHost(), status));
        }
    }

    private static List<Choice> fields(JsonValue document) {
        List<Choice> fields = new ArrayList<>();
        flatten(document, List.of(), fields);
        return fields;
    }

    private static void flatten(JsonValue value, List<String> steps, List<Choice> fields) {
        if (fields.size() >= MAX || steps.size() > DEEPEST) {
            return;
        }
        switch (value) {
            case JsonValue.ObjectValue(Map<String, JsonValue> members) ->
                members.forEach((name, member) -> flatten(member, below(steps, name), fields));
            case JsonValue.ArrayValue(List<JsonValue> elements) -> {
                for (int i = 0; i < elements.size(); i++) {
                    flatten(elements.get(i), below(steps, String.valueOf(i)), fields);
                }
            }
            case JsonValue.NumberValue(String literal) -> fields.add(field(steps, literal));
            case JsonValue.StringValue(String text) -> fields.add(field(steps, text));
            case JsonValue.BooleanValue(boolean truth) -> fields.add(field(steps, String.valueOf(truth)));
            case JsonValue.NullValue _ -> fields.add(field(steps, ""));
        }
    }

    private static List<String> below(List<String> steps, String name) {
        List<String> all = new ArrayList<>(steps);
        all.add(name);
        return all;
    }

    private static Choice field(List<String> steps, String value) {
        boolean plain = steps.stream().noneMatch(step -> step.isEmpty() || step.contains(".") || step.startsWith("/"));
        String path = plain
                ? String.join(".", steps)
                : steps.stream()
                        .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
                        .collect(Collectors.joining());
        return new Choice(path, "", path, value, "");
    }

    private static List<Choice> entities(JsonValue states) {
        List<Choice> choices = new ArrayList<>();
        for (JsonValue state : list(states)) {
            JsonValue more = state.get("attributes");
            choices.add(new Choice(
                    text(state, "entity_id"),
                    "",
                    text(more, "friendly_name"),
                    text(state, "state"),
                    text(more, "unit_of_measurement")));
        }
        return choices;
    }

    private static List<Choice> items(JsonValue items) {
        List<Choice> choices = new ArrayList<>();
        for (JsonValue item : list(items)) {
            if (text(item, "type").startsWith("Number") || text(item, "type").equals("String")) {
                String[] state = text(item, "state").split(" ", 2);
                choices.add(new Choice(
                        text(item, "name"), "", text(item, "label"), state[0], state.length > 1 ? state[1] : ""));
            }
        }
        return choices;
    }

    private static List<JsonValue> list(JsonValue value) {
        return value instanceof JsonValue.ArrayValue(List<JsonValue> elements) ? elements : List.of();
    }

    private static String text(@Nullable JsonValue object, String name) {
        String text = object == null ? null : object.text(name);
        return text == null ? "" : text;
    }

    /// What arrives within a few seconds; what the broker has kept arrives at once.
    private List<Choice> topics(URI url, JsonValue wanted) throws HttpError, IOException, InterruptedException {
        if (!url.getScheme().toLowerCase(Locale.ROOT).matches("mqtts?")) {
            throw new HttpError(
                    400,
                    Message.of(
                            "address-broker-begins-mqtt", "the address of a broker begins with mqtt:// or mqtts://"));
        }
        String password = wanted.text("password");
        Broker broker = new Broker(
                url,
                wanted.text("username"),
                password == null || password.isEmpty() ? null : new Secret(password),
                null,
                state.get());
        Map<String, String> seen = new ConcurrentHashMap<>();
        Clock clock = new SystemClock();
        Clock.Signal over = clock.signal();
        BrokerSession.Listener listener = new BrokerSession.Listener(
                message -> {
                    if (seen.size() < MAX && message.payload().length < 100_000) {
                        seen.put(message.topic(), new String(message.payload(), StandardCharsets.UTF_8));
                    }
                },
                over::raise);
        try (BrokerConnection session = BrokerSession.open(clock, broker, null, listener)) {
            session.subscribe(List.of("#"), 1);
            if (over.await(LISTEN)) {
                throw new IOException("the broker has ended the connection");
            }
        }
        List<Choice> choices = new ArrayList<>();
        seen.keySet().stream().sorted().forEach(topic -> describe(topic, seen.get(topic), choices));
        return choices;
    }

    private static void describe(String topic, @Nullable String payload, List<Choice> choices) {
        String text = payload == null ? "" : payload.strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                List<Choice> fields = fields(JsonValue.parseDocument(text.getBytes(StandardCharsets.UTF_8)));
                fields.forEach(field -> choices.add(new Choice(topic, field.id(), topic, field.value(), "")));
                return;
            } catch (JsonException _) {
                // It only looks like JSON.
            }
        }
        choices.add(new Choice(topic, "", topic, text, ""));
    }
}
