package io.polymeter.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Our own certificate.
/// Made by [OwnKey], read by [Credentials].
@Timeout(120)
class OwnKeyTest {

    @TempDir
    private Path folder;

    @Test
    void itIsMadeOnceKeptForItsOwnerAloneAndMadeAnewBeforeItEnds() throws Exception {
        Path state = folder.resolve("state");
        PresentedCertificate first = Credentials.own(state, Instant.now()).shown();
        X509Certificate certificate = first.certificate();
        Path file = state.resolve("own-key.p12");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(CertificateDefects.of(certificate, PeerSide.SERVER, Instant.now()))
                .isNull();
        assertThat(CertificateDefects.of(certificate, PeerSide.CLIENT, Instant.now()))
                .isNull();
        assertThat(certificate.getSubjectAlternativeNames())
                .contains(List.of(2, "localhost"))
                .contains(List.of(7, "127.0.0.1"));
        assertThat(Credentials.own(state, Instant.now()).shown()).isEqualTo(first);

        Instant soon = certificate.getNotAfter().toInstant().minus(Duration.ofDays(59));
        assertThat(Credentials.own(state, Instant.now()).endsSoon(soon)).isPresent();
        Credentials renewed = Credentials.own(state, soon);
        assertThat(renewed.shown()).isNotEqualTo(first);
    }
}
