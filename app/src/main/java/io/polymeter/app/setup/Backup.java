package io.polymeter.app.setup;

import io.polymeter.config.PrivateFile;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What of a state directory is worth taking along to another machine: counters, accepted certificates, known devices,
/// earlier configurations; keys where somebody asks for them. The history is a file of its own: its size has no
/// bound.
///
/// What is restored while the program runs lies in the directory `restored` until the next start, because the running
/// program would write its own over it.
public final class Backup {

    /// What the document begins with.
    static final String FORMAT = "polymeter backup 1";

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.configuration");
    private static final String STAGED = "restored";
    private static final Pattern STATE =
            Pattern.compile("counters|certificates|devices|mqtt-topics|configurations/[A-Za-z0-9][\\w.-]{0,99}");
    private static final Pattern KEYS = Pattern.compile("secrets|own-key\\.p12");
    private static final long LARGEST = 1_000_000;

    private final Path state;

    Backup(Path state) {
        this.state = state;
    }

    /// The files as one document.
    ///
    /// @param keys whether private keys and secrets are among them
    JsonObject files(boolean keys) throws IOException {
        JsonObject all = new JsonObject();
        for (String name : names()) {
            Path file = state.resolve(name);
            if ((STATE.matcher(name).matches() || keys && KEYS.matcher(name).matches())
                    && Files.size(file) <= LARGEST) {
                all.put(name, Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(state, 2)) {
            files.filter(Files::isRegularFile)
                    .map(file -> state.relativize(file).toString())
                    .sorted()
                    .forEach(names::add);
        }
        return names;
    }

    /// The files of a document.
    ///
    /// @throws IllegalArgumentException with words for a person where it has others, or is damaged
    static Map<String, byte[]> read(@Nullable JsonValue files) {
        Map<String, byte[]> read = new LinkedHashMap<>();
        if (files instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)) {
            members.forEach((name, content) -> {
                if (!STATE.matcher(name).matches() && !KEYS.matcher(name).matches()) {
                    throw new InvalidValueException(
                            Message.of("no-file-backup", "'{name}' is no file of a backup", name));
                }
                if (!(content instanceof JsonValue.StringValue(String text))) {
                    throw new InvalidValueException(Message.of("no-content", "'{name}' has no content", name));
                }
                read.put(name, Base64.getDecoder().decode(text));
            });
        }
        return read;
    }

    /// Keeps files until the next start.
    void stage(Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path staged = state.resolve(STAGED).resolve(file.getKey());
            Path directory = staged.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            PrivateFile.write(staged, file.getValue());
        }
    }

    /// Puts what was restored in its place, before anything reads it.
    ///
    /// @param state the state directory
    public static void finish(Path state) {
        Path staged = state.resolve(STAGED);
        if (!Files.isDirectory(staged)) {
            return;
        }
        try (Stream<Path> files = Files.walk(staged, 2)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path place = state.resolve(staged.relativize(file).toString());
                Path directory = place.getParent();
                if (directory != null) {
                    Files.createDirectories(directory);
                }
                Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
            }
            LOG.info("what was restored is in use: {}", state);
        } catch (IOException e) {
            LOG.error("what was restored cannot be used: {}", e.toString());
        }
    }
}
