package io.polymeter.app.setup;

import io.polymeter.app.live.CheckedConfiguration;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/// A new password for who forgot the old one, after the set-up: with a code that `polymeter setup --reset-password`
/// makes at the machine.
public final class PasswordRoutes {

    /// How long a code is good once the set-up is over.
    public static final Duration VALIDITY = Duration.ofMinutes(15);

    private final LiveConfiguration configuration;
    private final Supplier<Path> state;
    private final SetupCode codes;

    /// @param state the state directory
    public PasswordRoutes(LiveConfiguration configuration, Supplier<Path> state) {
        this.configuration = configuration;
        this.state = state;
        this.codes = new SetupCode(state.get(), VALIDITY);
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get(
                "/api/setup",
                _ -> WebReply.json(new JsonObject().put("setup", false).put("attempts_left", codes.left())));
        routes.add("POST", "/api/setup", Routes.Access.OPEN, this::take);
    }

    private synchronized WebReply take(WebRequest call) throws HttpError, IOException {
        String given = call.json().text("code");
        codes.check(given == null ? "" : given);
        String password = PagePassword.of(call);
        byte[] before = configuration.text();
        FileEdit edit = FileEdit.of(before, Configuration.ORDER);
        try {
            PagePassword.set(edit, state.get(), password, System.getenv());
        } catch (IllegalArgumentException | IOException e) {
            throw new HttpError(409, Message.of(e));
        }
        if (Arrays.equals(before, edit.bytes())) {
            configuration.reload();
        } else {
            CheckedConfiguration checked = configuration.apply(edit.bytes());
            if (checked.plan() == null) {
                throw new HttpError(
                        409, Message.of("correct-file-first", "{summary}; correct the file first", checked.summary()));
            }
        }
        codes.remove();
        return WebReply.nothing();
    }
}
