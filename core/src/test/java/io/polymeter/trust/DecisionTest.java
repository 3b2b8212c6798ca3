package io.polymeter.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is read from certificates and from the files of the configuration.
@Timeout(60)
class DecisionTest {

    private static final int SERVER_PURPOSE = 1;
    private static final int CLIENT_PURPOSE = 2;
    private static final int SIGNATURES = 0x80;
    private static final int KEY_AGREEMENT = 0x08;

    @TempDir
    private Path folder;

    @Test
    void aCertificateIsRefusedOutsideItsTimeWithTheDate() {
        Instant begin = Instant.parse("2026-07-01T00:00:00Z");
        Instant end = Instant.parse("2026-07-02T00:00:00Z");
        X509Certificate certificate = Forge.of("c").valid(begin, end).make();
        assertThat(String.valueOf(CertificateDefects.of(certificate, PeerSide.CLIENT, Forge.NOW)))
                .isEqualTo("not valid before 2026-07-01T00:00:00Z");
        assertThat(CertificateDefects.of(certificate, PeerSide.CLIENT, begin)).isNull();
        assertThat(CertificateDefects.of(certificate, PeerSide.CLIENT, end)).isNull();
        assertThat(String.valueOf(CertificateDefects.of(certificate, PeerSide.CLIENT, end.plusSeconds(1))))
                .isEqualTo("expired 2026-07-02T00:00:00Z");
    }

    @Test
    void whatAPersonAcceptedStaysUsableWhenItExpiresAndNotBeforeItBegins() {
        Instant begin = Instant.parse("2026-07-01T00:00:00Z");
        Instant end = Instant.parse("2026-07-02T00:00:00Z");
        PresentedCertificate shown =
                PresentedCertificate.of(Forge.of("c").valid(begin, end).make());
        CertificateEntry seen = new CertificateEntry(PeerSide.CLIENT, shown, false, begin, begin, "192.0.2.1");
        CertificateEntry accepted = seen.withAccepted();
        Instant later = end.plusSeconds(1);
        // A person may accept it all the same, and is told what it is.
        assertThat(seen.defect(later)).isNull();
        assertThat(String.valueOf(seen.warning(later))).isEqualTo("expired 2026-07-02T00:00:00Z");
        assertThat(String.valueOf(seen.defect(begin.minusSeconds(1)))).contains("not valid before");
        assertThat(accepted.defect(later)).isNull();
        assertThat(String.valueOf(accepted.warning(later))).isEqualTo("expired 2026-07-02T00:00:00Z");
        assertThat(accepted.warning(begin)).isNull();
        assertThat(String.valueOf(accepted.defect(begin.minusSeconds(1)))).contains("not valid before");
    }

    @Test
    void aCertificateIsRefusedForAnotherUseThanItsOwn() {
        X509Certificate server = Forge.of("c").purpose(SERVER_PURPOSE).make();
        X509Certificate client =
                Forge.of("c").purpose(CLIENT_PURPOSE).keyUsage(SIGNATURES).make();
        X509Certificate mute = Forge.of("c").keyUsage(KEY_AGREEMENT).make();
        assertThat(String.valueOf(CertificateDefects.use(server, PeerSide.CLIENT)))
                .contains("not for a client");
        assertThat(CertificateDefects.use(server, PeerSide.SERVER)).isNull();
        assertThat(CertificateDefects.use(client, PeerSide.CLIENT)).isNull();
        assertThat(String.valueOf(CertificateDefects.use(client, PeerSide.SERVER)))
                .contains("not for a server");
        assertThat(String.valueOf(CertificateDefects.use(mute, PeerSide.CLIENT)))
                .contains("signatures");
    }

    @ParameterizedTest
    @CsvSource({
        "Operator,OPERATOR",
        "operator,OPERATOR",
        "read-only,READ_ONLY",
        "ReadOnly,READ_ONLY",
        "Viewer,READ_ONLY",
        "a role nobody knows,READ_ONLY",
        "'',READ_ONLY"
    })
    void theRoleInACertificateSaysWhatItsClientMay(String role, ClientRole expected) {
        ClientRole read = ClientRole.of(Forge.of("c").role(role).make());
        assertThat(read).isEqualTo(expected);
        assertThat(read.mayWrite()).isEqualTo(expected == ClientRole.OPERATOR);
    }

    @Test
    void aCertificateWithoutARoleMayWrite() {
        assertThat(ClientRole.of(Forge.of("c").make())).isEqualTo(ClientRole.NONE);
        assertThat(ClientRole.NONE.mayWrite()).isTrue();
    }

    @Test
    void whatTheConfigurationTrustsAndWhatThatSignedIsVouchedFor() throws Exception {
        Instant begin = Instant.now().minusSeconds(60);
        Instant end = Instant.now().plusSeconds(3600);
        X509Certificate plant = Forge.of("plant").authority().valid(begin, end).make();
        X509Certificate member =
                Forge.of("plc").signedBy("plant").valid(begin, end).make();
        X509Certificate forged = Forge.of("evil")
                .signedBy("plant")
                .signedWith(Forge.keys().getPrivate())
                .valid(begin, end)
                .make();
        X509Certificate expired = Forge.of("old")
                .signedBy("plant")
                .valid(begin.minusSeconds(60), begin)
                .make();
        X509Certificate pinned = Forge.of("pinned").valid(begin, end).make();
        Files.writeString(folder.resolve("plant.pem"), "some text before\n" + Forge.pem(plant));
        Files.writeString(folder.resolve("pinned.pem"), Forge.pem(pinned));
        TrustAnchors anchors = TrustAnchors.of(folder);
        assertThat(anchors.vouchFor(member)).isTrue();
        assertThat(anchors.vouchFor(member, plant)).isTrue();
        assertThat(anchors.vouchFor(pinned)).isTrue();
        assertThat(anchors.vouchFor(forged, plant)).isFalse();
        assertThat(anchors.vouchFor(expired)).isFalse();
        assertThat(TrustAnchors.NONE.vouchFor(plant)).isFalse();
    }

    @Test
    void aFileThatIsNoCertificateOrNoKeyIsNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Path old = Files.writeString(
                folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        Path good = Files.writeString(
                folder.resolve("good.pem"), Forge.pem(Forge.of("c").make()));
        Path key = Files.writeString(folder.resolve("good.key"), Forge.key());
        assertThatThrownBy(() -> TrustAnchors.of(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> TrustAnchors.of(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.pem");
        assertThatThrownBy(() -> TrustAnchors.of(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> Credentials.of(good, old))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> Credentials.of(good, good)).isInstanceOf(IOException.class);
        assertThat(Credentials.of(good, key).shown().subject()).isEqualTo("CN=c");
    }

    @Test
    void aNameInACertificateCannotDisturbATerminal() {
        assertThat(Forge.of("a\u001b[31mb\nc").shown().subject())
                .doesNotContain("\u001b")
                .doesNotContain("\n");
        assertThat(Forge.of("n".repeat(1000)).shown().subject()).hasSize(200);
    }
}
