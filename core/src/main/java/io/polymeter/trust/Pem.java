package io.polymeter.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Certificates and keys from PEM files (RFC 7468).
public final class Pem {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final long MAX_SIZE = 1 << 20;

    private Pem() {}

    private record Block(String label, ByteBuffer content) {
        byte[] bytes() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }
    }

    /// The certificates of a file, or of all files of a directory; at least one.
    public static List<X509Certificate> certificates(Path path) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Path file : Files.isDirectory(path) ? files(path) : List.of(path)) {
            found.addAll(certificates(file.toString(), text(file)));
        }
        if (found.isEmpty()) {
            throw new IOException(path + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    /// The certificates of a text; none where it holds none.
    ///
    /// @throws IOException where one cannot be read
    public static List<X509Certificate> certificates(String text) throws IOException {
        return certificates("the text", text);
    }

    private static List<X509Certificate> certificates(String from, String text) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(from, text)) {
            if (block.label().equals("CERTIFICATE")) {
                found.add(certificate(from, block.bytes()));
            }
        }
        return found;
    }

    /// Certificates, one after the other.
    public static String text(List<X509Certificate> chain) {
        StringBuilder out = new StringBuilder();
        try {
            for (X509Certificate each : chain) {
                out.append(block("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
        return out.toString();
    }

    /// One block.
    ///
    /// @param label e.g. `CERTIFICATE`
    public static String block(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + label + "-----\n";
    }

    /// The private key of a file.
    static PrivateKey key(Path file) throws IOException {
        for (Block block : blocks(file.toString(), text(file))) {
            if (block.label().equals("PRIVATE KEY")) {
                return key(file, block.bytes());
            }
            if (block.label().endsWith("PRIVATE KEY")) {
                throw new IOException(file + " is of the kind '" + block.label()
                        + "'; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out new.key");
            }
        }
        throw new IOException(file + " holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<Block> blocks(String from, String text) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        ByteBuffer.wrap(Base64.getMimeDecoder().decode(matcher.group(2)))));
            } catch (IllegalArgumentException e) {
                throw new IOException(from + " is damaged: " + e.getMessage(), e);
            }
        }
        return blocks;
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new IOException(file + " is too large for a PEM file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
    }

    private static X509Certificate certificate(String from, byte[] bytes) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new IOException(from + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file, byte[] bytes) throws IOException {
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException _) {
                // Of another kind, then.
            } catch (GeneralSecurityException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
        throw new IOException(file + " holds a private key that is neither EC, RSA nor EdDSA, or is damaged");
    }
}
