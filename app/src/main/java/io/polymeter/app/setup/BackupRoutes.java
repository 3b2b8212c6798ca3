package io.polymeter.app.setup;

import io.polymeter.app.live.CheckedConfiguration;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.config.SecretFile;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The whole of an installation, to take along and to restore.
public final class BackupRoutes {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final LiveConfiguration configuration;
    private final Supplier<Path> state;

    /// @param state the state directory
    public BackupRoutes(LiveConfiguration configuration, Supplier<Path> state) {
        this.configuration = configuration;
        this.state = state;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.guarded("GET", "/api/backup", this::backup);
        routes.guarded("POST", "/api/restore", this::restore);
    }

    private WebReply backup(WebRequest call) throws IOException {
        boolean keys = call.query("keys").filter("true"::equals).isPresent();
        JsonObject document = new JsonObject()
                .put("format", Backup.FORMAT)
                .put("made", Instant.now().toString())
                .put("configuration", new String(configuration.text(), StandardCharsets.UTF_8))
                .put("files", new Backup(state.get()).files(keys));
        return WebReply.bytes("application/json", JsonText.bytes(document.build()))
                .with("Content-Disposition", "attachment; filename=\"polymeter-backup.json\"");
    }

    private synchronized WebReply restore(WebRequest call) throws HttpError, IOException {
        JsonValue wanted = call.json();
        JsonValue document = wanted.get("backup");
        String text = document == null ? null : document.text("configuration");
        if (document == null || text == null || !Backup.FORMAT.equals(document.text("format"))) {
            throw new HttpError(
                    400,
                    Message.of(
                            "body-needs-backup-document",
                            "the body needs \"backup\", the document that /api/backup gave"));
        }
        Map<String, byte[]> files = files(document);
        SecretFile kept = SecretFile.in(state.get());
        Map<String, String> secrets = new LinkedHashMap<>();
        byte[] brought = files.remove("secrets");
        if (brought != null) {
            secrets.putAll(SecretFile.parse(new String(brought, StandardCharsets.UTF_8)));
        }
        secrets.putAll(typed(wanted));
        List<String> missing = missing(text, secrets, kept);
        if (!missing.isEmpty()) {
            HttpError error = new HttpError(
                    409,
                    Message.of(
                            "secrets-not-in-backup",
                            "these secrets are not in the backup: {names}",
                            String.join(", ", missing)));
            return WebReply.json(409, new JsonObject().put("missing", missing).put("error", error.json()));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CheckedConfiguration checked = configuration.check(bytes, secrets);
        if (checked.plan() == null) {
            throw new HttpError(
                    422,
                    Message.of(
                            "about-3",
                            "{name}: {why}",
                            checked.summary(),
                            checked.problems().getFirst()));
        }
        if (!secrets.isEmpty()) {
            kept.put(secrets);
        }
        new Backup(state.get()).stage(files);
        configuration.apply(bytes);
        return WebReply.json(new JsonObject().put("restored", true).put("after_restart", List.copyOf(files.keySet())));
    }

    private static Map<String, String> typed(JsonValue wanted) {
        Map<String, String> secrets = new LinkedHashMap<>();
        if (wanted.get("secrets") instanceof JsonValue.ObjectValue(Map<String, JsonValue> typed)) {
            typed.forEach((name, value) -> {
                if (value instanceof JsonValue.StringValue(String secret)) {
                    secrets.put(name, secret);
                }
            });
        }
        return secrets;
    }

    private static Map<String, byte[]> files(JsonValue document) throws HttpError {
        try {
            return Backup.read(document.get("files"));
        } catch (IllegalArgumentException e) {
            throw new HttpError(400, Message.of(e));
        }
    }

    /// Secrets that the configuration names and nobody has.
    private static List<String> missing(String text, Map<String, String> secrets, SecretFile kept) throws IOException {
        Map<String, String> known = kept.read();
        TreeSet<String> names = new TreeSet<>();
        Matcher named = VARIABLE.matcher(text.replaceAll("(?m)^\\s*#.*$", ""));
        while (named.find()) {
            String name = named.group(1);
            if (!secrets.containsKey(name) && !known.containsKey(name) && System.getenv(name) == null) {
                names.add(name);
            }
        }
        return new ArrayList<>(names);
    }
}
