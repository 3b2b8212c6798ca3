package io.polymeter.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The installation's own key (ECDSA P-256, which even a small machine signs with in a millisecond) and the
/// certificate it signs itself with: made at first use, kept in the state directory, readable by its owner alone,
/// and made anew before it expires.
///
/// The runtime has no public way to build a certificate; the `keytool` that comes with every runtime has.
final class OwnKey {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.trust");

    /// How long before its end a certificate is replaced.
    static final Duration RENEW = Duration.ofDays(60);

    private static final int VALID_DAYS = 5 * 365;
    private static final String FILE = "own-key.p12";
    private static final String ALIAS = "polymeter";
    private static final long KEYTOOL_SECONDS = 60;
    private static final String MODE = "rw-------";

    // Protects nothing: the file's mode does. PKCS #12 needs one.
    static final char[] PASSWORD = "polymeter".toCharArray();

    private OwnKey() {}

    /// The key store, made where there is none or where its certificate ends soon.
    ///
    /// @throws IOException in words
    static KeyStore open(Path state, Instant now) throws IOException {
        Path file = state.resolve(FILE);
        try {
            if (Files.exists(file)) {
                KeyStore keys = load(file);
                if (!due(certificate(keys), now)) {
                    return keys;
                }
                LOG.info(
                        "own certificate expires {}; renewing it",
                        certificate(keys).getNotAfter().toInstant());
            }
            make(state, file);
            KeyStore keys = load(file);
            X509Certificate made = certificate(keys);
            LOG.info(
                    "created own TLS certificate, valid until {}; SHA-256 {}",
                    made.getNotAfter().toInstant(),
                    PresentedCertificate.of(made).fingerprint());
            return keys;
        } catch (AccessDeniedException e) {
            throw new IOException("the generated key in " + state + " cannot be read or created by this user", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /// The certificate alone.
    static Optional<PresentedCertificate> shown(Path state) {
        try {
            return Optional.of(PresentedCertificate.of(certificate(load(state.resolve(FILE)))));
        } catch (IOException | GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    static boolean due(X509Certificate certificate, Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant().minus(RENEW));
    }

    static X509Certificate certificate(KeyStore keys) throws GeneralSecurityException, IOException {
        return keys.getCertificate(ALIAS) instanceof X509Certificate found ? found : none();
    }

    private static X509Certificate none() throws IOException {
        throw new IOException("the key store in the state directory has no certificate; delete it");
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static void make(Path state, Path file) throws IOException {
        Files.createDirectories(state);
        // Only its owner may enter this directory, so the key is never readable by others, not even for a moment.
        Path room = Files.createTempDirectory(state, "own-key-");
        try {
            Path fresh = room.resolve("key.p12");
            keytool(fresh, room.resolve("keytool.log"));
            SafeFile.replace(file, Files.readAllBytes(fresh), MODE);
        } finally {
            try (Stream<Path> left = Files.list(room)) {
                for (Path each : left.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(room);
        }
    }

    private static void keytool(Path file, Path log) throws IOException {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(
                List.of(program, "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-sigalg", "SHA256withECDSA", "-validity", String.valueOf(VALID_DAYS)));
        // A client whose clock is a little slow must not find it from the future.
        command.addAll(List.of("-startdate", "-1d", "-dname", "CN=Polymeter " + OwnNames.host()));
        command.addAll(List.of("-ext", "KeyUsage:critical=digitalSignature"));
        command.addAll(List.of("-ext", "ExtendedKeyUsage=serverAuth,clientAuth"));
        command.addAll(List.of("-ext", "SubjectAlternativeName=" + OwnNames.alternatives()));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        program + " made no key: " + Files.readString(log).strip());
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(MODE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a key was made", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
