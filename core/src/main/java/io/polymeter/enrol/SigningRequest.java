package io.polymeter.enrol;

import io.polymeter.trust.Pem;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/// A request for a certificate (PKCS #10, RFC 2986) of an ECDSA P-256 key. Its subject is empty: the authority says who
/// the certificate is for.
final class SigningRequest {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int SEQUENCE = 0x30;

    /// `[0] IMPLICIT SET OF Attribute`, of which there are none.
    private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0};

    /// The object identifier 1.2.840.10045.4.3.2, `ecdsa-with-SHA256` (RFC 5758).
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };

    private SigningRequest() {}

    /// A new key.
    static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The request, as PEM.
    static String of(KeyPair pair) {
        byte[] info = encoded(
                SEQUENCE,
                encoded(INTEGER, new byte[] {0}),
                encoded(SEQUENCE),
                pair.getPublic().getEncoded(),
                NO_ATTRIBUTES);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(info);
            byte[] signed = signature.sign();
            byte[] request = encoded(
                    SEQUENCE, info, encoded(SEQUENCE, ECDSA_WITH_SHA256), encoded(BIT_STRING, new byte[] {0}, signed));
            return Pem.block("CERTIFICATE REQUEST", request);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Tag, length and content (DER).
    private static byte[] encoded(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length > 0xff) {
            out.write(0x82);
            out.write(length >> Byte.SIZE);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
