package io.polymeter.link.telegram;

import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Opens what a meter has ciphered with the owner's key: AES-128 in Galois/counter mode, the initialization vector
/// made of system title and frame counter (DLMS Green Book, security suites 0 and 1).
///
/// A counter that does not grow is a repetition. It counts from the last message that was found to be right; so
/// the owner confirms each. After [#reopened] a lower one is taken, for a meter may have begun anew meanwhile; the same
/// one never is.
public final class Deciphering {

    private static final int TAG_BYTES = 12;
    /// Galois/counter mode counts blocks from 1, and spends the first on the tag.
    private static final int FIRST_BLOCK = 2;

    private final @Nullable SecretKeySpec key;
    private final byte @Nullable [] authenticationKey;
    private final byte[] presumedKey;
    private byte[] title = new byte[0];
    private long counter = -1;
    private boolean reopened;

    /// @param key null: there is none
    /// @param authenticationKey null: the tag is not checked, unless it fits `presumed`
    /// @param presumed an authentication key that meters of this kind may have; empty: none
    public Deciphering(@Nullable Secret key, @Nullable Secret authenticationKey, String presumed) {
        this.key = key == null ? null : new SecretKeySpec(bytes(key.reveal()), "AES");
        this.authenticationKey = authenticationKey == null ? null : bytes(authenticationKey.reveal());
        this.presumedKey = bytes(presumed);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.strip());
    }

    /// What came of opening a message.
    public sealed interface Result {}

    /// Its text, which is only right where its own form and checksum are, unless it was verified.
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Opened(byte[] text, boolean verified) implements Result {}

    /// It cannot be used.
    ///
    /// @param why in words that follow "a telegram is refused: "
    public record Refused(Message why) implements Result {}

    /// Opens a message.
    public Result open(Ciphered message) {
        if (key == null) {
            return new Refused(Message.of("cipher-it-is-encrypted-set-key", "it is encrypted; set 'key'"));
        }
        if ((message.security() & Ciphered.SUITE) > 1) {
            return new Refused(Message.of(
                    "cipher-suite",
                    "unsupported encryption: security suite {number}",
                    message.security() & Ciphered.SUITE));
        }
        boolean grown = message.count() > counter || reopened && message.count() < counter;
        if (Arrays.equals(title, message.title()) && !grown) {
            return new Refused(Message.of("cipher-replayed-frame-counter", "replayed frame counter"));
        }
        if ((message.security() & Ciphered.ENCRYPTED) == 0) {
            return new Refused(
                    Message.of("cipher-unencrypted-content-in-an-encr", "unencrypted content in an encrypted frame"));
        }
        boolean authenticated = (message.security() & Ciphered.AUTHENTICATED) != 0;
        if (authenticated && message.content().length <= TAG_BYTES) {
            return new Refused(Message.of("cipher-it-is-too-short", "it is too short"));
        }
        try {
            return authenticated ? authenticated(message, key) : new Opened(plain(message, key, 0), false);
        } catch (AEADBadTagException _) {
            return new Refused(Message.of(
                    "cipher-wrong-authentication-tag-check",
                    "wrong authentication tag; check 'key' and 'authentication-key'"));
        } catch (GeneralSecurityException _) {
            return new Refused(Message.of("cipher-decryption-failed", "decryption failed"));
        }
    }

    /// The message was right: earlier ones are repetitions.
    public void confirm(Ciphered message) {
        title = message.title();
        counter = message.count();
        reopened = false;
    }

    /// The line was opened anew after it had been silent.
    public void reopened() {
        reopened = true;
    }

    private Opened authenticated(Ciphered message, SecretKeySpec secret) throws GeneralSecurityException {
        byte[] own = authenticationKey;
        if (own != null) {
            return new Opened(verified(message, secret, own), true);
        }
        if (presumedKey.length > 0) {
            try {
                return new Opened(verified(message, secret, presumedKey), true);
            } catch (AEADBadTagException _) {
                // The meter has another one, which nobody gave us.
            }
        }
        return new Opened(plain(message, secret, TAG_BYTES), false);
    }

    private static byte[] verified(Ciphered message, SecretKeySpec secret, byte[] authentication)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        AlgorithmParameterSpec terms =
                new GCMParameterSpec(8 * TAG_BYTES, vector(message).array());
        cipher.init(Cipher.DECRYPT_MODE, secret, terms);
        cipher.updateAAD(new byte[] {(byte) message.security()});
        cipher.updateAAD(authentication);
        return cipher.doFinal(message.content());
    }

    /// Without the tag Galois/counter mode is counter mode.
    private static byte[] plain(Ciphered message, SecretKeySpec secret, int tag) throws GeneralSecurityException {
        ByteBuffer start = ByteBuffer.allocate(16).put(vector(message)).putInt(FIRST_BLOCK);
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, secret, new IvParameterSpec(start.array()));
        return cipher.doFinal(message.content(), 0, message.content().length - tag);
    }

    private static ByteBuffer vector(Ciphered message) {
        return ByteBuffer.allocate(12)
                .put(message.title())
                .put(message.counter())
                .flip();
    }
}
