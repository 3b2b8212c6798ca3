package io.polymeter.trust;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Makes certificates of any kind, also of kinds that no honest tool makes, in a millisecond each.
public final class Forge {

    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static final KeyPair KEYS = keys();
    private static final AtomicLong SERIAL = new AtomicLong(1000);
    private static final byte[] ECDSA_SHA256 = hex("300a06082a8648ce3d040302");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String name;
    private Instant from = NOW.minusSeconds(86_400);
    private Instant until = NOW.plusSeconds(86_400);
    private byte[] extensions = new byte[0];
    private String issuer;
    private PrivateKey signer = KEYS.getPrivate();

    private Forge(String name) {
        this.name = name;
        this.issuer = name;
    }

    public static Forge of(String name) {
        return new Forge(name);
    }

    Forge valid(Instant begin, Instant end) {
        from = begin;
        until = end;
        return this;
    }

    /// An extended key usage of one purpose, the last number of 1.3.6.1.5.5.7.3.x.
    Forge purpose(int purpose) {
        byte[] last = {(byte) purpose};
        return extension("551d25", false, der(0x30, der(0x06, join(hex("2b060105050703"), last))));
    }

    /// The Modbus role.
    public Forge role(String role) {
        byte[] text = role.getBytes(StandardCharsets.UTF_8);
        return extension("2b0601040183890c862201", false, der(0x0c, text));
    }

    Forge keyUsage(int bits) {
        return extension("551d0f", true, der(0x03, new byte[] {0, (byte) bits}));
    }

    Forge authority() {
        return extension("551d13", true, der(0x30, hex("0101ff")));
    }

    Forge signedBy(String other) {
        issuer = other;
        return this;
    }

    Forge signedWith(PrivateKey key) {
        signer = key;
        return this;
    }

    private Forge extension(String oid, boolean critical, byte[] value) {
        byte[] flag = critical ? hex("0101ff") : new byte[0];
        extensions = join(extensions, der(0x30, join(der(0x06, hex(oid)), flag, der(0x04, value))));
        return this;
    }

    public X509Certificate make() {
        try {
            byte[] serial = BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray();
            byte[] body = der(
                    0x30,
                    join(
                            hex("a003020102"),
                            der(0x02, serial),
                            ECDSA_SHA256,
                            named(issuer),
                            der(0x30, join(time(from), time(until))),
                            named(name),
                            KEYS.getPublic().getEncoded(),
                            extensions.length == 0 ? new byte[0] : der(0xa3, der(0x30, extensions))));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            byte[] whole = der(0x30, join(body, ECDSA_SHA256, der(0x03, join(new byte[1], signature.sign()))));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    PresentedCertificate shown() {
        return PresentedCertificate.of(make());
    }

    public static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    /// The private key of every certificate made here.
    static String key() {
        return pem("PRIVATE KEY", KEYS.getPrivate().getEncoded());
    }

    private static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] named(String commonName) {
        byte[] text = der(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
        return der(0x30, der(0x31, der(0x30, join(hex("0603550403"), text))));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] der(int tag, byte @Nullable [] content) {
        byte[] bytes = content == null ? new byte[0] : content;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (bytes.length < 0x80) {
            out.write(bytes.length);
        } else if (bytes.length < 0x100) {
            // The shortest form alone is DER: readers encode anew what they check a signature of.
            out.write(0x81);
            out.write(bytes.length);
        } else {
            out.write(0x82);
            out.write(bytes.length >> 8);
            out.write(bytes.length);
        }
        out.writeBytes(bytes);
        return out.toByteArray();
    }
}
