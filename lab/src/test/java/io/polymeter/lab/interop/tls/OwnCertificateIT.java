package io.polymeter.lab.interop.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The certificate that we show, as openssl sees it.
@Timeout(60)
class OwnCertificateIT {

    private static final Pattern FINGERPRINT =
            Pattern.compile("(?:own certificate, SHA-256|has the SHA-256 fingerprint) ([0-9a-f]{64})");

    @TempDir
    private Path directory;

    private Polymeter run(int port, String tls) throws IOException {
        return Polymeter.run(directory, """
                        meters:
                          grid: { profile: kostal-ksem, simulate: { scenario: summer-day } }
                        outputs:
                          slave:
                            meter: grid
                            profile: kostal-ksem
                            modbus: { serve: "tls://127.0.0.1:%d", unit: 1%s }
                        """.formatted(port, tls)).says("tls://127.0.0.1:" + port + ": listens");
    }

    /// What openssl gets to see, as text, and its fingerprint in the first line.
    private String shown(int port) throws IOException {
        Outcome seen = Outcome.of(
                List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-showcerts"), directory, Map.of());
        String text = seen.out();
        int begin = text.indexOf("-----BEGIN CERTIFICATE-----");
        assertThat(begin).as("%s", seen).isNotNegative();
        String pem = text.substring(begin, text.indexOf("-----END CERTIFICATE-----") + 26);
        Path file = Files.writeString(directory.resolve("shown.pem"), pem);
        return Outcome.of(List.of(
                        "openssl", "x509", "-in", file.toString(), "-noout", "-text", "-fingerprint", "-sha256"))
                .out();
    }

    private static String fingerprint(String text) {
        String line = text.lines()
                .filter(each -> each.toLowerCase(java.util.Locale.ROOT).contains("fingerprint="))
                .findFirst()
                .orElseThrow();
        return line.substring(line.indexOf('=') + 1).replace(":", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static String told(Polymeter polymeter) {
        Matcher matcher = FINGERPRINT.matcher(polymeter.log());
        assertThat(matcher.find()).as(polymeter::log).isTrue();
        return matcher.group(1);
    }

    @Test
    void itIsMadeAtFirstUseNamesThisMachineAndIsKept() throws Exception {
        int port = Ports.free();
        String first;
        try (Polymeter polymeter = run(port, "")) {
            String text = shown(port);
            first = fingerprint(text);
            assertThat(told(polymeter)).isEqualTo(first);
            assertThat(text)
                    .contains("DNS:localhost", "IP Address:127.0.0.1", "ecdsa-with-SHA256")
                    .contains("TLS Web Server Authentication, TLS Web Client Authentication")
                    .containsPattern("Subject: CN = Polymeter \\S+");
            assertThat(Polymeter.command(directory, "trust", "--config", "polymeter.yaml")
                            .out())
                    .contains(first);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state/own-key.p12"))))
                .isEqualTo("rw-------");
        try (Polymeter _ = run(port, "")) {
            assertThat(fingerprint(shown(port))).isEqualTo(first);
        }
    }

    @Test
    void itIsMadeAnewBeforeItEnds() throws Exception {
        TlsFiles ending = TlsFiles.make(directory, "ending");
        Path store = Files.createDirectories(directory.resolve("state")).resolve("own-key.p12");
        assertThat(Outcome.of(List.of(
                                "openssl",
                                "pkcs12",
                                "-export",
                                "-name",
                                "polymeter",
                                "-passout",
                                "pass:polymeter",
                                "-in",
                                ending.certificate().toString(),
                                "-inkey",
                                ending.key().toString(),
                                "-out",
                                store.toString()))
                        .exit())
                .isZero();
        int port = Ports.free();
        try (Polymeter polymeter = run(port, "")) {
            polymeter.says("renewing it");
            assertThat(fingerprint(shown(port)))
                    .isNotEqualTo(ending.fingerprint())
                    .isEqualTo(told(polymeter));
        }
    }

    @Test
    void filesOfTheConfigurationAreShownInstead() throws Exception {
        TlsFiles files = TlsFiles.make(directory, "configured");
        int port = Ports.free();
        try (Polymeter polymeter = run(port, ", tls: { certificate: configured.pem, key: configured.key }")) {
            assertThat(fingerprint(shown(port))).isEqualTo(files.fingerprint()).isEqualTo(told(polymeter));
        }
        assertThat(directory.resolve("state/own-key.p12")).doesNotExist();
    }
}
