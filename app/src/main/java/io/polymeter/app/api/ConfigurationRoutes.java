package io.polymeter.app.api;

import io.polymeter.app.live.CheckedConfiguration;
import io.polymeter.app.live.LineDiff;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.live.Trial;
import io.polymeter.config.yaml.Document;
import io.polymeter.config.yaml.Problem;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/// The configuration: shown, checked, tried, applied and rolled back. Showing it needs the password as well,
/// because it may hold others; so does checking it, because what is wrong may quote them.
final class ConfigurationRoutes {

    private final LiveConfiguration configuration;

    ConfigurationRoutes(ApiContext backstage) {
        this.configuration = backstage.configuration();
    }

    void register(Routes routes) {
        routes.guarded("GET", "/api/configuration", _ -> show());
        routes.guarded("PUT", "/api/configuration", this::apply);
        routes.guarded(
                "POST",
                "/api/configuration/check",
                call -> WebReply.json(json(configuration.preview(text(call), Map.of()))));
        routes.guarded("POST", "/api/configuration/try", this::trial);
        routes.guarded("POST", "/api/configuration/rollback", _ -> rollback());
    }

    private WebReply show() throws IOException {
        byte[] text = configuration.text();
        return WebReply.json(new JsonObject()
                .put("file", configuration.path().toAbsolutePath().normalize().toString())
                .put("text", new String(text, StandardCharsets.UTF_8))
                .put("revision", revision(text))
                .put(
                        "trouble",
                        configuration.trouble().isEmpty()
                                ? null
                                : configuration.trouble().text())
                .put("trouble_message", configuration.trouble().coded())
                .put("can_roll_back", configuration.previous() != null));
    }

    private WebReply trial(WebRequest call) throws HttpError, IOException {
        Trial trial = configuration.trial(text(call));
        return WebReply.json(json(trial));
    }

    /// What would change.
    static JsonObject json(Trial trial) {
        return json(trial.checked())
                .put("diff", trial.diff(), ConfigurationRoutes::line)
                .put(
                        "changes",
                        trial.changes(),
                        change -> new JsonObject()
                                .put("kind", change.kind())
                                .put("name", change.name())
                                .put("does", change.does()));
    }

    static JsonObject line(LineDiff.Line line) {
        return new JsonObject().put("sign", String.valueOf(line.sign())).put("text", line.text());
    }

    private WebReply apply(WebRequest call) throws HttpError {
        byte[] text = text(call);
        String edited = call.json().text("revision");
        try {
            if (edited != null && !edited.equals(revision(configuration.text()))) {
                throw new HttpError(
                        409, Message.of("file-was-changed-in", "the file was changed in the meantime; reload it"));
            }
            return applied(configuration.apply(text));
        } catch (IOException e) {
            throw new HttpError(409, Message.of(e));
        }
    }

    private WebReply rollback() throws HttpError {
        try {
            CheckedConfiguration checked = configuration.rollback();
            if (checked == null) {
                throw new HttpError(
                        409, Message.of("there-no-previous-configuration", "there is no previous configuration"));
            }
            return applied(checked);
        } catch (IOException e) {
            throw new HttpError(409, Message.of(e));
        }
    }

    static WebReply applied(CheckedConfiguration checked) {
        if (checked.plan() != null) {
            return WebReply.json(json(checked));
        }
        HttpError error =
                new HttpError(422, Message.of("nothing-changed", "{summary}; nothing was changed", checked.summary()));
        return WebReply.json(422, json(checked).put("error", error.json()));
    }

    private static byte[] text(WebRequest call) throws HttpError {
        byte[] text = call.text("text").getBytes(StandardCharsets.UTF_8);
        if (text.length > Document.MAX_SIZE) {
            throw new HttpError(413, Message.of("configuration-1-mb-at", "a configuration has 1 MB at most"));
        }
        return text;
    }

    static JsonObject json(CheckedConfiguration checked) {
        return CheckJson.of(checked.problems(), checked.plan())
                .put("valid", checked.plan() != null)
                .put("summary", checked.summary().text())
                .put("problems", checked.problems(), ConfigurationRoutes::problem);
    }

    private static JsonObject problem(Problem problem) {
        return new JsonObject()
                .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("path", problem.path())
                .put("message", problem.message())
                .put("code", problem.said().code())
                .put("params", problem.said().params())
                .put("coded", problem.said().coded());
    }

    private static String revision(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
