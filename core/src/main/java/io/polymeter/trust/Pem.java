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
final class Pem {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
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
    static List<X509Certificate> certificates(Path path) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Path file : Files.isDirectory(path) ? files(path) : List.of(path)) {
            for (Block block : blocks(file)) {
                if (block.label().equals("CERTIFICATE")) {
                    found.add(certificate(file, block.bytes()));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException(path + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    /// The private key of a file.
    static PrivateKey key(Path file) throws IOException {
        for (Block block : blocks(file)) {
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

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        ByteBuffer.wrap(Base64.getMimeDecoder().decode(matcher.group(2)))));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " is damaged: " + e.getMessage(), e);
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

    private static X509Certificate certificate(Path file, byte[] bytes) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new IOException(file + " holds a certificate that cannot be read: " + e.getMessage(), e);
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
