package io.polymeter.link.mqtt;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.yaml.Secret;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.trust.SafeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How brokers are reached that keep something of ours, in a file of the state directory that only its owner may read:
/// so that it can be taken back when the configuration no longer knows the broker. Not for several threads.
final class KeptLogins {

    private final Path file;
    private @Nullable Map<String, String> lines;
    private final Map<String, Broker> noted = new HashMap<>();

    KeptLogins(Path file) {
        this.file = file;
    }

    /// Notes how a broker is reached.
    ///
    /// @throws IOException in words
    void keep(Broker broker) throws IOException {
        String key = key(broker);
        if (broker.equals(noted.get(key))) {
            return;
        }
        String line = line(broker);
        if (!line.equals(read().put(key, line))) {
            write();
        }
        noted.put(key, broker);
    }

    /// The broker of this address; null where it is not noted.
    ///
    /// @throws IOException in words
    @Nullable
    Broker find(String shown, Path state) throws IOException {
        for (Map.Entry<String, String> each : read().entrySet()) {
            if (isOf(shown, each.getKey())) {
                return broker(each.getValue(), state);
            }
        }
        return null;
    }

    /// The broker keeps nothing of ours any more.
    ///
    /// @throws IOException in words
    void forget(String shown) throws IOException {
        noted.keySet().removeIf(key -> isOf(shown, key));
        if (read().keySet().removeIf(key -> isOf(shown, key))) {
            write();
        }
    }

    /// Several outputs may log in as different users at one broker.
    private static String key(Broker broker) {
        String username = broker.username();
        return broker.shown() + "\t" + (username == null ? "" : username);
    }

    private static boolean isOf(String shown, String key) {
        return key.startsWith(shown + "\t");
    }

    private static String line(Broker broker) {
        TlsSettings tls = broker.tls();
        JsonObject line = new JsonObject()
                .put("broker", broker.uri().toString())
                .put("username", broker.username())
                .put(
                        "password",
                        broker.password() == null ? null : broker.password().reveal());
        if (tls != null) {
            line.put("tls", true)
                    .put("trust", text(tls.trust()))
                    .put("certificate", text(tls.certificate()))
                    .put("key", text(tls.key()));
        }
        return JsonText.of(line.build());
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    private static @Nullable Broker broker(String line, Path state) {
        try {
            JsonValue known = JsonValue.parse(line);
            String uri = known.text("broker");
            if (uri == null) {
                return null;
            }
            String password = known.text("password");
            TlsSettings tls = known.get("tls") == null
                    ? null
                    : new TlsSettings(path(known, "trust"), path(known, "certificate"), path(known, "key"));
            return new Broker(
                    URI.create(uri),
                    known.text("username"),
                    password == null ? null : new Secret(password),
                    tls,
                    state);
        } catch (JsonException | IllegalArgumentException _) {
            return null;
        }
    }

    private static @Nullable Path path(JsonValue known, String name) {
        String text = known.text(name);
        return text == null ? null : Path.of(text);
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> known = lines;
        if (known == null) {
            known = new TreeMap<>();
            try {
                for (String line : Files.readAllLines(file)) {
                    Broker broker = broker(line, file);
                    if (broker != null) {
                        known.put(key(broker), line);
                    }
                }
            } catch (NoSuchFileException _) {
                // Nothing has been published yet.
            } catch (IOException e) {
                throw new IOException(file + " cannot be read", e);
            }
            lines = known;
        }
        return known;
    }

    private void write() throws IOException {
        String text = String.join("\n", read().values()) + "\n";
        try {
            if (read().isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            SafeFile.replace(file, text.getBytes(StandardCharsets.UTF_8), "rw-------");
        } catch (IOException e) {
            // What the file says is known, and nothing else: it is tried again.
            lines = null;
            throw new IOException(file + " cannot be written", e);
        }
    }
}
