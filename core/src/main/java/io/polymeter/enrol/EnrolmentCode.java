package io.polymeter.enrol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// A one-time code: 80 random bits that let one gateway in, and the first 80 bits of the SHA-256 of the authority's
/// certificate, by which the gateway knows whom it talks to. Written as eight groups of four letters and digits.
///
/// @param secret 16 characters
/// @param authority 16 characters
public record EnrolmentCode(String secret, String authority) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /// Without I, L, O and U, which are taken for others.
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int BITS = 5;
    private static final int HALF = 16;

    /// A new one.
    public static EnrolmentCode create(X509Certificate authority) {
        byte[] random = new byte[HALF * BITS / Byte.SIZE];
        RANDOM.nextBytes(random);
        return new EnrolmentCode(text(random), mark(authority));
    }

    /// Reads one as a person types it: with any hyphens and spaces, in any case.
    public static Optional<EnrolmentCode> parse(String typed) {
        String plain = typed.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        boolean known = plain.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0);
        return plain.length() == 2 * HALF && known
                ? Optional.of(new EnrolmentCode(plain.substring(0, HALF), plain.substring(HALF)))
                : Optional.empty();
    }

    /// True if a certificate is the authority's.
    public boolean names(X509Certificate certificate) {
        return mark(certificate).equals(authority);
    }

    /// What is kept of a secret: its SHA-256, in hexadecimal.
    public String digest() {
        return HexFormat.of().formatHex(sha256(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String mark(X509Certificate certificate) {
        try {
            return text(sha256(certificate.getEncoded())).substring(0, HALF);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Five bits a letter; what is left over is left out.
    private static String text(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = held << Byte.SIZE | next & 0xff;
            bits += Byte.SIZE;
            while (bits >= BITS) {
                bits -= BITS;
                out.append(LETTERS.charAt(held >> bits & 31));
            }
            held &= (1 << bits) - 1;
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return (secret + authority).replaceAll("(.{4})(?=.)", "$1-");
    }
}
