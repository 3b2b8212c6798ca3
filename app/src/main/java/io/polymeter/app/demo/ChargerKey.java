package io.polymeter.app.demo;

import io.polymeter.modbus.net.TlsContext;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.PresentedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// The key of the charger, made with the runtime's `keytool` for one run, and whom it trusts: the house, whose
/// certificate it was given when it was installed.
final class ChargerKey {

    // Protects nothing: the directory is its owner's alone, and goes with the demonstration.
    private static final String PASSWORD = "charger";
    private static final long KEYTOOL_SECONDS = 60;

    private ChargerKey() {}

    /// For the charger's connections.
    ///
    /// @throws IOException in words, also while the house has no certificate yet
    static TlsContext context(Path own, Path state) throws IOException, InterruptedException {
        PresentedCertificate house =
                Credentials.ownShown(state).orElseThrow(() -> new IOException("the house has no certificate yet"));
        Path file = own.resolve("charger.p12");
        if (!Files.exists(file)) {
            make(own, file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(keys, PASSWORD.toCharArray());
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry("house", house.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            return TlsContext.of(
                    List.of(shown.getKeyManagers()),
                    List.of(trust.getTrustManagers()),
                    TlsContext.ClientCertificate.NONE);
        } catch (GeneralSecurityException e) {
            throw new IOException("the charger's key cannot be used: " + e.getMessage(), e);
        }
    }

    private static void make(Path own, Path file) throws IOException, InterruptedException {
        Path fresh = own.resolve("charger.p12.new");
        Files.deleteIfExists(fresh);
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "charger",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-sigalg",
                        "SHA256withECDSA",
                        "-validity",
                        "30",
                        "-startdate",
                        "-1d",
                        "-dname",
                        "CN=Charger in the garage",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        fresh.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no key for the charger");
            }
        } finally {
            process.destroyForcibly();
        }
        Files.move(fresh, file);
    }
}
