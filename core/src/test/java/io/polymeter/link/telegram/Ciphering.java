package io.polymeter.link.telegram;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Ciphers as a meter does.
public final class Ciphering {

    private final byte[] key;
    private final byte[] authentication;
    private final byte[] title =
            "SAG\u0005\u0006\u0007\u0008\u0009".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    public Ciphering(String key, String authentication) {
        this.key = HexFormat.of().parseHex(key);
        this.authentication = HexFormat.of().parseHex(authentication);
    }

    /// A ciphered frame.
    ///
    /// @param security 0x30 with a tag, 0x20 and 0x21 without
    public byte[] frame(byte[] plain, int counter, int security) {
        try {
            ByteBuffer vector = ByteBuffer.allocate(12).put(title).putInt(counter);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(96, vector.array()));
            cipher.updateAAD(new byte[] {(byte) security});
            cipher.updateAAD(authentication);
            byte[] ciphered = cipher.doFinal(plain);
            int content = (security & 0x10) != 0 ? ciphered.length : ciphered.length - 12;
            int length = content + 5;
            ByteBuffer frame = ByteBuffer.allocate(length + 13);
            frame.put((byte) 0xdb).put((byte) 8).put(title);
            if (length < 128) {
                frame.put((byte) length);
            } else {
                frame.put((byte) 0x82).putShort((short) length);
            }
            frame.put((byte) security).putInt(counter).put(ciphered, 0, content).flip();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
