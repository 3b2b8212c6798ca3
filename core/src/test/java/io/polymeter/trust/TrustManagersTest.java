package io.polymeter.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who decides about a certificate: [ServerCheck] for a device, [HostCheck] for an HTTP server or a broker,
/// [RecordingTrustManager] for our clients; and how the table of them is written ([TableText], [SafeFile]).
class TrustManagersTest {

    private static final X509Certificate[] DEVICE = {Forge.of("meter").make()};

    @TempDir
    Path directory;

    private final List<CertificateEntry.Key> trusted = new ArrayList<>();
    private final List<CertificateEntry.Key> waiting = new ArrayList<>();

    private CertificateTable table() {
        return new CertificateTable(new TrustFile(directory), InstantSource.fixed(Forge.NOW));
    }

    private ServerCheck check(CertificateTable table, TrustAnchors anchors) {
        return new ServerCheck(table, anchors, "tls://meter:802", new ServerCheck.Watcher() {
            @Override
            public void trusted(CertificateEntry.Key key, Socket socket) {
                trusted.add(key);
            }

            @Override
            public void waiting(CertificateEntry.Key key) {
                waiting.add(key);
            }
        });
    }

    @Test
    void aDeviceIsListedAndRefusedUntilItIsAccepted() throws Exception {
        CertificateTable table = table();
        ServerCheck check = check(table, TrustAnchors.NONE);
        try (Socket socket = new Socket()) {
            assertThatExceptionOfType(CertificateException.class)
                    .isThrownBy(() -> check.checkServerTrusted(DEVICE, "EC", socket))
                    .withMessageStartingWith("its certificate is not accepted yet; to accept it: polymeter trust");
            assertThat(waiting).hasSize(1);
            table.flush();
            new TrustFile(directory).accept(waiting.getFirst().fingerprint());
            table.sync();
            check.checkServerTrusted(DEVICE, "EC", socket);
            assertThat(trusted).isEqualTo(waiting);
        }
    }

    @Test
    void whatTheConfigurationTrustsNeedsNobodysAcceptanceButIsStillJudged() throws Exception {
        ServerCheck check = check(table(), TrustAnchors.of(DEVICE[0]));
        check.checkServerTrusted(DEVICE, "EC");
        check.checkServerTrusted(DEVICE, "EC", SSLContext.getDefault().createSSLEngine());
        X509Certificate late = Forge.of("late")
                .valid(Forge.NOW.minus(Duration.ofDays(3)), Forge.NOW.minus(Duration.ofDays(1)))
                .make();
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() ->
                        check(table(), TrustAnchors.of(late)).checkServerTrusted(new X509Certificate[] {late}, "EC"))
                .withMessageContaining("has expired 2026-05-31T12:00:00Z; to accept it all the same: ");
        // A person may accept it by its fingerprint.
        assertThat(waiting).hasSize(1);
    }

    @Test
    void nobodyIsAClientOfAClient() throws Exception {
        List<X509ExtendedTrustManager> clients = List.of(
                check(table(), TrustAnchors.NONE),
                new HostCheck(directory, InstantSource.fixed(Forge.NOW), null, "https://h"));
        for (X509ExtendedTrustManager client : clients) {
            assertThatExceptionOfType(CertificateException.class)
                    .isThrownBy(() -> client.checkClientTrusted(DEVICE, "EC"))
                    .withMessage("this is a client");
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            assertThatExceptionOfType(CertificateException.class)
                    .isThrownBy(() -> client.checkClientTrusted(DEVICE, "EC", engine));
            assertThat(client.getAcceptedIssuers()).isEmpty();
        }
    }

    @Test
    void aHostWithASelfSignedCertificateIsRefusedWithWhatToDoAndThenAccepted() throws Exception {
        HostCheck check = new HostCheck(directory, InstantSource.fixed(Forge.NOW), null, "https://h:8443");
        String fingerprint = PresentedCertificate.of(DEVICE[0]).fingerprint();
        assertThatExceptionOfType(RefusedCertificateException.class)
                .isThrownBy(() -> check.checkServerTrusted(DEVICE, "EC"))
                .withMessage("the certificate is self-signed: accept it on the page, or with polymeter trust accept "
                        + fingerprint);
        assertThat(new TrustFile(directory).list())
                .singleElement()
                .satisfies(line -> assertThat(line.from()).isEqualTo("https://h:8443"));
        new TrustFile(directory).accept(fingerprint);
        check.checkServerTrusted(DEVICE, "EC");
    }

    @Test
    void aHostsCertificateMayBeLateOrFromElsewhereOrInAFile() throws Exception {
        HostCheck check = new HostCheck(directory, InstantSource.fixed(Forge.NOW), null, "https://h");
        X509Certificate late = Forge.of("late")
                .valid(Forge.NOW.minus(Duration.ofDays(3)), Forge.NOW.minus(Duration.ofDays(1)))
                .make();
        assertThatExceptionOfType(RefusedCertificateException.class)
                .isThrownBy(() -> check.checkServerTrusted(new X509Certificate[] {late}, "EC"))
                .withMessageStartingWith("the certificate is ")
                .withMessageContaining(": accept it on the page");
        X509Certificate signed = Forge.of("h").signedBy("somebody").make();
        assertThatExceptionOfType(RefusedCertificateException.class)
                .isThrownBy(() -> check.checkServerTrusted(new X509Certificate[] {signed}, "EC"))
                .withMessageStartingWith("the certificate is for another name, or from an authority that is not");
        Path trust = Files.writeString(directory.resolve("h.pem"), Forge.pem(DEVICE[0]));
        new HostCheck(directory, InstantSource.fixed(Forge.NOW), trust, "https://h").checkServerTrusted(DEVICE, "EC");
    }

    @Test
    void aServerTakesEveryClientAndLeavesTheDecisionToOthers() {
        RecordingTrustManager manager = new RecordingTrustManager(TrustAnchors.NONE);
        manager.checkClientTrusted(DEVICE, "EC");
        assertThat(manager.getAcceptedIssuers()).isEmpty();
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> manager.checkServerTrusted(DEVICE, "EC"))
                .withMessage("this is a server");
    }

    @Test
    void whoeverAsksOnlyWhatIsThereTakesAnyCertificate() {
        assertThat(AnyCertificate.context().getProtocol()).isEqualTo("TLS");
        assertThat(AnyCertificate.context().getSocketFactory().getDefaultCipherSuites())
                .isNotEmpty();
    }

    @Test
    void aTableIsReadAsItWasWritten() throws IOException {
        CertificateEntry one = new CertificateEntry(
                PeerSide.SERVER, PresentedCertificate.of(DEVICE[0]), true, Forge.NOW, Forge.NOW.plusSeconds(5), "a_b");
        CertificateEntry other =
                new CertificateEntry(PeerSide.CLIENT, Forge.of("x").shown(), false, Forge.NOW, Forge.NOW, "");
        CertificateEntries table = CertificateEntries.of(List.of(one, other));
        assertThat(TableText.read(TableText.write(table), TableText.memory())).isEqualTo(table);
        String empty = TableText.write(CertificateEntries.EMPTY);
        assertThat(empty).isEqualTo("polymeter certificates 1\nend\n");
        assertThat(TableText.read(empty, TableText.memory())).isEqualTo(CertificateEntries.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "polymeter certificates 1",
                "polymeter certificates 2\nend",
                "polymeter certificates 1\nclient listed",
                "polymeter certificates 1\nclient listed\nend",
                "polymeter certificates 1\nclient listed now now - AAAA\nend",
                "polymeter certificates 1\nclient listed 2026-06-01T12:00:00Z 2026-06-01T12:00:00Z - !!\nend",
            })
    void aTableThatIsNotWholeIsNone(String text) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> TableText.read(text, TableText.memory()));
    }

    @Test
    void aFileIsReplacedAsAWholeWithTheModeThatIsAskedFor() throws IOException {
        Path file = directory.resolve("table");
        Files.writeString(directory.resolve("table.new"), "of a program that was killed");
        SafeFile.replace(file, new byte[] {1, 2}, "rw-r-----");
        SafeFile.replace(file, new byte[] {3}, "rw-------");
        assertThat(Files.readAllBytes(file)).containsExactly(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.exists(directory.resolve("table.new"))).isFalse();
    }

    @Test
    void ourCertificateIsForThisMachineByItsNamesAndAddresses() {
        String names = OwnNames.alternatives();
        assertThat(names.split(",")).hasSizeBetween(2, 24).contains("dns:localhost", "ip:127.0.0.1");
        assertThat(names).doesNotContain("%").startsWith("dns:" + OwnNames.host());
    }

    private static final class Keys extends X509ExtendedKeyManager {
        private final String alias;

        private Keys(String alias) {
            this.alias = alias;
        }

        @Override
        public String[] getClientAliases(String type, java.security.Principal @Nullable [] issuers) {
            return new String[] {alias};
        }

        @Override
        public String chooseClientAlias(
                String[] types, java.security.Principal @Nullable [] issuers, @Nullable Socket socket) {
            assertThat(issuers).isNull();
            return alias;
        }

        @Override
        public String[] getServerAliases(String type, java.security.Principal @Nullable [] issuers) {
            return new String[] {alias};
        }

        @Override
        public String chooseServerAlias(
                String type, java.security.Principal @Nullable [] issuers, @Nullable Socket socket) {
            assertThat(issuers).isNull();
            return alias;
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            return DEVICE;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String name) {
            return null;
        }
    }

    /// Meters name authorities that nobody has; our certificate is shown all the same, the one of this moment.
    @Test
    void theKeyOfThisMomentIsShownWhoeverIsAskedFor() {
        AtomicReference<X509ExtendedKeyManager> present = new AtomicReference<>(new Keys("old"));
        RenewableKeys keys = new RenewableKeys(present::get);
        java.security.Principal[] issuers = {DEVICE[0].getIssuerX500Principal()};
        assertThat(keys.chooseClientAlias(new String[] {"EC"}, issuers, null)).isEqualTo("old");
        present.set(new Keys("new"));
        assertThat(keys.chooseServerAlias("EC", issuers, null)).isEqualTo("new");
        assertThat(keys.getCertificateChain("new")).isEqualTo(DEVICE);
        assertThat(keys.getPrivateKey("new")).isNull();
    }
}
