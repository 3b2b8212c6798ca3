package io.polymeter.fleet.ca;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// One-time codes by which gateways join. Only their digests are kept, one file each.
public final class EnrolmentCodes {

    /// How long a code works.
    public static final Duration VALID = Duration.ofDays(7);

    private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;

    /// @param directory of the authority
    public EnrolmentCodes(Path directory) {
        this.directory = directory.resolve("codes");
    }

    /// Makes a code for a site.
    ///
    /// @param node `GROUP/NODE`
    /// @throws IllegalArgumentException where that is no site's name
    public String issue(String node, Instant now) throws IOException {
        if (!node.matches("[^/+#\\s]{1,100}/[^/+#\\s]{1,100}")) {
            throw new IllegalArgumentException("a site is written GROUP/NODE, found '" + node + "'");
        }
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(digest(code.toString())),
                now.plus(VALID).toEpochMilli() + "\n" + node + "\n");
        return code.toString();
    }

    /// Takes a code, which does not work again.
    ///
    /// @return the site it was made for; empty where it was not made, was taken, or is too old
    public Optional<String> take(String code, Instant now) throws IOException {
        Path file = directory.resolve(digest(code.toLowerCase(Locale.ROOT)));
        Path taken = directory.resolve(file.getFileName() + ".taken");
        try {
            // Of two who come at once one finds the file.
            Files.move(file, taken);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        String[] lines = Files.readString(taken).split("\n", -1);
        Files.delete(taken);
        return lines.length > 1 && Long.parseLong(lines[0]) > now.toEpochMilli()
                ? Optional.of(lines[1])
                : Optional.empty();
    }

    private static String digest(String code) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(code.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
