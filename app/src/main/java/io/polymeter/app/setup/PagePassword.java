package io.polymeter.app.setup;

import io.polymeter.config.SecretFile;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.http.HttpError;
import io.polymeter.http.PasswordHash;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The password of the page: its hash is kept among the secrets, the configuration names it.
final class PagePassword {

    private static final List<String> KEY = List.of("http", "password");
    private static final List<String> NAMES = List.of("POLYMETER_PASSWORD", "POLYMETER_PAGE_PASSWORD");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private PagePassword() {}

    /// The password that a request brings.
    static String of(WebRequest call) throws HttpError {
        String password = call.text("password");
        if (password.isBlank() || password.length() > 1000) {
            throw new HttpError(
                    400,
                    Message.of(
                            "password-must-not-empty",
                            "the password must not be empty, nor longer than 1000 characters"));
        }
        return password;
    }

    /// Stores the hash of a password, and names it in the file where it does not yet.
    ///
    /// @param environment goes before what is kept: a name that is set there is of no use
    static void set(FileEdit file, Path state, String password, Map<String, String> environment) throws IOException {
        String written = file.scalar(KEY);
        Matcher named = VARIABLE.matcher(written == null ? "" : written);
        String name = named.matches() && !environment.containsKey(named.group(1))
                ? named.group(1)
                : NAMES.stream()
                        .filter(one -> !environment.containsKey(one))
                        .findFirst()
                        .orElseThrow(() -> new IOException(
                                "the environment has a password of its own: change " + NAMES.getFirst() + " there"));
        SecretFile.in(state).put(Map.of(name, PasswordHash.of(password).text()));
        String wanted = "${" + name + "}";
        if (!wanted.equals(written)) {
            file.put(KEY, new JsonValue.StringValue(wanted));
        }
    }
}
