package io.polymeter.config;

import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The passwords and tokens that a configuration names as `${NAME}`: the file `secrets` in the state directory, one
/// `NAME=text` a line, which nobody but its owner may read.
public final class SecretFile {

    private static final int LARGEST = 1 << 18;
    private static final Pattern NAME = Pattern.compile("\\w{1,64}");

    private final Path file;

    private SecretFile(Path file) {
        this.file = file;
    }

    /// The one of a state directory; it need not exist.
    public static SecretFile in(Path state) {
        return new SecretFile(state.resolve("secrets"));
    }

    /// Where it is.
    public Path path() {
        return file;
    }

    /// What is kept under a name; null where there is nothing, or the file cannot be read, or others may read it.
    public @Nullable String get(String name) {
        try {
            return isOpen() ? null : read().get(name);
        } catch (IOException _) {
            return null;
        }
    }

    /// Everything that is kept.
    ///
    /// @throws IOException if there is a file that cannot be read
    public Map<String, String> read() throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " is larger than " + LARGEST + " bytes");
            }
            return parse(Files.readString(file));
        } catch (NoSuchFileException _) {
            return new LinkedHashMap<>();
        }
    }

    /// The secrets of a file's text, one `NAME=SECRET` a line.
    public static Map<String, String> parse(String text) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                secrets.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            }
        }
        return secrets;
    }

    /// Keeps more, beside or in place of what is there. The file is whole at any moment.
    ///
    /// @throws IllegalArgumentException where a name or a text cannot be kept
    public void put(Map<String, String> more) throws IOException {
        more.forEach((name, text) -> {
            if (!NAME.matcher(name).matches()) {
                throw new InvalidValueException(Message.of(
                        "not-name-for-secret", "'{name}' is not a name for a secret: use A-Z, 0-9 and _", name));
            }
            if (text.chars().anyMatch(c -> c < ' ')) {
                throw new InvalidValueException(Message.of(
                        "secret-no-line-ends", "{name}: a secret has no line ends and control characters", name));
            }
        });
        Map<String, String> all = read();
        all.putAll(more);
        StringBuilder lines = new StringBuilder();
        all.forEach((name, text) -> lines.append(name).append('=').append(text).append('\n'));
        PrivateFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Whether others than its owner may read it.
    boolean isOpen() {
        return PrivateFile.isOpen(file);
    }
}
