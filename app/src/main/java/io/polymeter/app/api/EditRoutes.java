package io.polymeter.app.api;

import io.polymeter.app.live.LineDiff;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.live.VersionStore;
import io.polymeter.config.Configuration;
import io.polymeter.config.SecretFile;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Single entries of the configuration, set and removed with all else left as it is; and the configurations before.
final class EditRoutes {

    private static final int SHOWN = 50;

    private final ApiContext backstage;
    private final LiveConfiguration configuration;

    EditRoutes(ApiContext backstage) {
        this.backstage = backstage;
        this.configuration = backstage.configuration();
    }

    void register(Routes routes) {
        routes.guarded("POST", "/api/configuration/edit", this::edit);
        routes.guarded("GET", "/api/configuration/secrets", _ -> secrets());
        routes.guarded("GET", "/api/configuration/versions", _ -> versions());
        routes.guarded("GET", "/api/configuration/versions/{id}", this::version);
    }

    private WebReply edit(WebRequest call) throws HttpError, IOException {
        JsonValue wanted = call.json();
        String base = wanted.text("text");
        byte[] before = base == null ? configuration.text() : base.getBytes(StandardCharsets.UTF_8);
        byte[] text = edited(before, wanted);
        Map<String, String> secrets = texts(wanted.get("secrets"));
        for (String name : secrets.keySet()) {
            if (System.getenv(name) != null) {
                throw new HttpError(
                        409,
                        Message.of(
                                "environment-already-use-another",
                                "the environment has {name} already; use another name for this secret",
                                name));
            }
        }
        boolean apply = wanted.get("apply") instanceof JsonValue.BooleanValue(boolean yes) && yes;
        if (!apply || configuration.check(text, secrets).plan() == null) {
            JsonObject trial = ConfigurationRoutes.json(configuration.trial(text, secrets));
            return WebReply.json(apply ? 422 : 200, trial.put("text", new String(text, StandardCharsets.UTF_8)));
        }
        try {
            if (!secrets.isEmpty()) {
                SecretFile.in(backstage.settings().state()).put(secrets);
            }
            return ConfigurationRoutes.applied(configuration.apply(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new HttpError(409, Message.of(e));
        }
    }

    private static byte[] edited(byte[] before, JsonValue wanted) throws HttpError {
        FileEdit edit = FileEdit.of(before, Configuration.ORDER);
        try {
            for (JsonValue path : list(wanted.get("remove"))) {
                edit.remove(path(path));
            }
            for (JsonValue put : list(wanted.get("put"))) {
                JsonValue value = put.get("value");
                if (value == null) {
                    throw new HttpError(
                            400,
                            Message.of(
                                    "each-entry-put-needs", "each entry of \"put\" needs a \"path\" and a \"value\""));
                }
                edit.put(path(put.get("path")), value);
            }
        } catch (IllegalArgumentException e) {
            throw new HttpError(409, Message.of(e));
        }
        return edit.bytes();
    }

    private static List<JsonValue> list(@Nullable JsonValue value) {
        return value instanceof JsonValue.ArrayValue(List<JsonValue> elements) ? elements : List.of();
    }

    private static List<String> path(@Nullable JsonValue value) throws HttpError {
        List<String> path = new ArrayList<>();
        for (JsonValue key : list(value)) {
            if (key instanceof JsonValue.StringValue(String text)) {
                path.add(text);
            }
        }
        if (path.isEmpty() || path.size() > 8 || path.size() != list(value).size()) {
            throw new HttpError(
                    400, Message.of("path-list-keys-e", "a path is a list of keys, e.g. [\"meters\", \"grid\"]"));
        }
        return path;
    }

    /// The members that are texts.
    static Map<String, String> texts(@Nullable JsonValue value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)) {
            members.forEach((name, member) -> {
                if (member instanceof JsonValue.StringValue(String text)) {
                    texts.put(name, text);
                }
            });
        }
        return texts;
    }

    /// The names alone.
    private WebReply secrets() throws IOException {
        return WebReply.json(new JsonObject()
                .put(
                        "names",
                        List.copyOf(SecretFile.in(backstage.settings().state())
                                .read()
                                .keySet())));
    }

    private WebReply versions() throws IOException {
        VersionStore store = configuration.versions();
        List<VersionStore.Version> all = store.list().stream().limit(SHOWN).toList();
        List<JsonValue> told = new ArrayList<>();
        byte[] after = configuration.text();
        for (VersionStore.Version version : all) {
            byte[] text = store.read(version.id());
            if (text != null) {
                told.add(summary(version, text, after).build());
                after = text;
            }
        }
        return WebReply.json(new JsonObject().put("versions", new JsonValue.ArrayValue(told)));
    }

    private static JsonObject summary(VersionStore.Version version, byte[] text, byte[] after) {
        List<LineDiff.Line> diff = LiveConfiguration.diff(text, after);
        long added = diff.stream().filter(line -> line.sign() == '+').count();
        long removed = diff.stream().filter(line -> line.sign() == '-').count();
        return new JsonObject()
                .put("id", version.id())
                .put("began", version.began().toString())
                .put("added", added)
                .put("removed", removed);
    }

    /// A version, with what going back to it would change.
    private WebReply version(WebRequest call) throws HttpError, IOException {
        byte[] text = configuration.versions().read(call.path("id"));
        if (text == null) {
            throw HttpError.notFound(
                    Message.of("there-no-such-version", "there is no such version of the configuration"));
        }
        return WebReply.json(ConfigurationRoutes.json(configuration.trial(text))
                .put("text", new String(text, StandardCharsets.UTF_8)));
    }
}
