package io.polymeter.http;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A password that can be compared and not read: PBKDF2 with HMAC-SHA256 (RFC 8018), as
/// `pbkdf2-sha256$ITERATIONS$SALT$HASH` with salt and hash in Base64.
@SuppressWarnings("ArrayRecordComponent") // nobody changes or compares them
public record PasswordHash(int iterations, byte[] salt, byte[] hash) {

    private static final String PREFIX = "pbkdf2-sha256$";
    private static final int ITERATIONS = 120_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int LONGEST = 1024;

    /// From the configuration: the text of a password, or its hash.
    public static PasswordHash configured(String text) {
        String[] parts = text.split("\\$", -1);
        if (text.startsWith(PREFIX) && parts.length == 4) {
            try {
                int iterations = Integer.parseInt(parts[1]);
                byte[] salt = Base64.getDecoder().decode(parts[2]);
                byte[] hash = Base64.getDecoder().decode(parts[3]);
                if (iterations > 0 && iterations <= MAX_ITERATIONS && salt.length > 0 && hash.length == HASH) {
                    return new PasswordHash(iterations, salt, hash);
                }
            } catch (IllegalArgumentException _) {
                // It only looks like one: it is the password itself.
            }
        }
        return of(text);
    }

    /// Of a text, with a new salt.
    public static PasswordHash of(String text) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(text, salt, ITERATIONS));
    }

    /// True if it is this one. Takes as long whether it is or not.
    public boolean matches(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && MessageDigest.isEqual(hash, derive(text, salt, iterations));
    }

    /// As it may stand in a configuration.
    public String text() {
        Base64.Encoder encoder = Base64.getEncoder();
        return PREFIX + iterations + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }

    private static byte[] derive(String text, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec = new PBEKeySpec(text.toCharArray(), salt, iterations, 8 * HASH);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        }
    }

    @Override
    public String toString() {
        return "•••";
    }
}
