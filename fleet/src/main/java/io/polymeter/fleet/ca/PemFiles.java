package io.polymeter.fleet.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// Keys and certificates as gateways read them.
public final class PemFiles {

    private static final Base64.Encoder TEXT = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private PemFiles() {}

    /// Writes `client.pem`, `client.key` and, to be trusted, `fleet.pem`.
    public static void write(Path directory, Authority.Identity identity) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("client.pem"), certificates(identity.chain()));
        Files.writeString(
                directory.resolve("fleet.pem"),
                certificates(List.of(identity.chain().getLast())));
        Path key = directory.resolve("client.key");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, block("PRIVATE KEY", identity.key().getEncoded()));
    }

    private static String certificates(List<X509Certificate> chain) {
        StringBuilder out = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                out.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return out.toString();
    }

    private static String block(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + TEXT.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
    }
}
