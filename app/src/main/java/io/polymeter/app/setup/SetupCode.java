package io.polymeter.app.setup;

import io.polymeter.config.PrivateFile;
import io.polymeter.http.HttpError;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The one-time code: the file `setup-code` in the state directory, which its owner alone may read. Whoever knows the
/// code is at the machine, or was told by somebody who is. It is good for ten attempts.
public final class SetupCode {

    static final int ATTEMPTS = 10;

    /// Without letters and figures that look alike.
    private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static final int LENGTH = 8;

    private final Path file;
    private final Duration validity;
    // Guarded by this: of the code that was last looked at.
    private String known = "";
    private int wrong;

    /// @param state the state directory
    /// @param validity how long a code can be used
    public SetupCode(Path state, Duration validity) {
        this.file = state.resolve("setup-code");
        this.validity = validity;
    }

    /// A code and where it is asked for.
    ///
    /// @param address of the page
    public record Shown(String code, String address) {}

    /// Makes another code, in place of the one there is.
    public Shown make(String address) throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(i == LENGTH / 2 ? "-" : "").append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        PrivateFile.write(file, (code + "\n" + address + "\n").getBytes(StandardCharsets.UTF_8));
        return new Shown(code.toString(), address);
    }

    /// The code that can be used now.
    public Optional<Shown> shown() throws IOException {
        try {
            Instant made = Files.getLastModifiedTime(file).toInstant();
            List<String> lines = Files.readAllLines(file);
            boolean old = made.plus(validity).isBefore(Instant.now());
            return old || lines.size() < 2 ? Optional.empty() : Optional.of(new Shown(lines.getFirst(), lines.get(1)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// How many attempts are left.
    synchronized int left() throws IOException {
        take();
        return known.isEmpty() ? 0 : ATTEMPTS - wrong;
    }

    /// Compares.
    ///
    /// @throws HttpError with status 401 where it is another, and 429 where there were too many attempts
    synchronized void check(String given) throws HttpError, IOException {
        take();
        if (wrong >= ATTEMPTS) {
            throw new HttpError(
                    429,
                    Message.of(
                            "too-many-attempts-on",
                            "too many attempts; `polymeter setup` on the machine gives another code"));
        }
        if (known.isEmpty() || !MessageDigest.isEqual(plain(known), plain(given))) {
            wrong++;
            throw new HttpError(
                    401,
                    Message.of(
                            "wrong-code-log-on", "wrong code; the log and `polymeter setup` on the machine show it"));
        }
    }

    /// Takes up a code that was made meanwhile.
    private void take() throws IOException {
        String now = shown().map(Shown::code).orElse("");
        if (!now.equals(known)) {
            known = now;
            wrong = 0;
        }
    }

    /// The code has been used.
    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    private static byte[] plain(String code) {
        return code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "").getBytes(StandardCharsets.UTF_8);
    }
}
