package io.polymeter.modbus.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.net.TlsContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A self-signed certificate and its key, made by the runtime's own keytool.
public record Certificates(KeyStore store) {

    private static final String PASSWORD = "for-this-test";

    static Certificates make(Path folder, String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Certificates(store);
    }

    X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    }

    List<KeyManager> keys() throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD.toCharArray());
        return List.of(factory.getKeyManagers());
    }

    /// Lets everybody through the handshake, as a table of certificates to be accepted needs it.
    static List<TrustManager> everybody() {
        return List.of(new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                assertThat(chain).isNotEmpty();
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                assertThat(chain).isNotEmpty();
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        });
    }

    TlsContext server(TlsContext.ClientCertificate clients) throws GeneralSecurityException {
        return TlsContext.of(keys(), everybody(), clients);
    }

    TlsContext client() throws GeneralSecurityException {
        return TlsContext.of(keys(), everybody(), TlsContext.ClientCertificate.NONE);
    }

    public static TlsContext anonymous() throws GeneralSecurityException {
        return TlsContext.of(List.of(), everybody(), TlsContext.ClientCertificate.NONE);
    }

    /// How many file descriptors this process has open.
    static long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
