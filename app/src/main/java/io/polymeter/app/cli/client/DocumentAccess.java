package io.polymeter.app.cli.client;

import io.polymeter.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a device with documents wants to know of who reads it, and has of its own.
public final class DocumentAccess {

    @Option(names = "--username", paramLabel = "USER", description = "User name for a JSON device or its broker.")
    @Nullable
    String username;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            description = "Password for --username; prompts without a value.")
    @Nullable
    String password;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            arity = "0..1",
            interactive = true,
            description = "Bearer token for a JSON device; prompts without a value.")
    @Nullable
    String token;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Variable of the profile, e.g. portal=c0619ab12345.")
    Map<String, String> variables = new LinkedHashMap<>();

    /// Whether any of them was given.
    public boolean isGiven() {
        return username != null || password != null || token != null || !variables.isEmpty();
    }

    /// The source of a meter, e.g. `http: { host: "http://192.168.1.9" }`.
    public String source(String address) {
        boolean web = !address.startsWith("mqtt");
        List<String> keys = new ArrayList<>();
        keys.add((web ? "host: " : "broker: ") + JsonText.quote(address));
        add(keys, "username", username);
        add(keys, "password", password);
        add(keys, "token", token);
        if (!variables.isEmpty()) {
            List<String> pairs = new ArrayList<>();
            variables.forEach((name, value) -> pairs.add(JsonText.quote(name) + ": " + JsonText.quote(value)));
            keys.add("variables: { " + String.join(", ", pairs) + " }");
        }
        return (web ? "http: { " : "mqtt: { ") + String.join(", ", keys) + " }";
    }

    private static void add(List<String> keys, String key, @Nullable String value) {
        if (value != null) {
            keys.add(key + ": " + JsonText.quote(value));
        }
    }
}
