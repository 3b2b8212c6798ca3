package io.polymeter.app.history;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;

/// The history as a file in the API.
public final class HistoryBackupRoutes {

    /// An answer comes well before the page, or a proxy, gives up.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Path> state;
    private final HistoryRestore restore = new HistoryRestore(PATIENCE);

    /// @param state the state directory
    public HistoryBackupRoutes(Supplier<Path> state) {
        this.state = state;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.guarded("GET", "/api/backup/history", this::backup);
        routes.guarded("POST", "/api/restore/history", this::restore);
    }

    private WebReply backup(WebRequest call) throws HttpError, IOException {
        HistoryBackup backup = new HistoryBackup(state.get());
        try {
            if (!backup.exists()) {
                throw HttpError.notFound(Message.of("there-no-history-yet", "there is no history yet"));
            }
        } catch (InvalidValueException e) {
            throw new HttpError(422, Message.of(e));
        }
        return WebReply.stream("application/vnd.sqlite3", backup::send)
                .with("Content-Disposition", "attachment; filename=\"polymeter-history.db\"");
    }

    private WebReply restore(WebRequest call) throws HttpError, IOException, InterruptedException {
        JsonValue wanted = call.json();
        try {
            byte[] piece = Base64.getDecoder().decode(call.text("data"));
            HistoryRestore.Progress progress = restore.take(
                    new HistoryBackup(state.get()), number(wanted, "offset"), piece, number(wanted, "size"));
            JsonObject answer = new JsonObject().put("complete", progress == HistoryRestore.Progress.COMPLETE);
            return WebReply.json(progress == HistoryRestore.Progress.CHECKING ? answer.put("checking", true) : answer);
        } catch (InvalidValueException e) {
            throw new HttpError(422, Message.of(e));
        } catch (IllegalArgumentException _) {
            throw new HttpError(400, Message.of("data-not-base64", "\"data\" is not Base64"));
        }
    }

    private static long number(JsonValue wanted, String name) throws HttpError {
        if (wanted.get(name) instanceof JsonValue.NumberValue(String literal) && literal.matches("\\d{1,15}")) {
            return Long.parseLong(literal);
        }
        throw new HttpError(
                400, Message.of("body-needs-whole-number", "the body needs the whole number \"{name}\"", name));
    }
}
