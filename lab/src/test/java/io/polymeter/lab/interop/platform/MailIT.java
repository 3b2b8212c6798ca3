package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.trust.TrustFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A mail over TLS, from the beginning or after STARTTLS, to a server that takes none without a log-in (aiosmtpd).
@Timeout(100)
class MailIT {

    private static final String PASSWORD = "wrong-horse battery";

    private static Process server(String scheme, TlsFiles files) throws IOException {
        return new ProcessBuilder(
                        "/usr/bin/python3",
                        Checkouts.path("lab/peers/python/mail.py").toString(),
                        scheme,
                        files.certificate().toString(),
                        files.key().toString(),
                        "meters@example.org",
                        PASSWORD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Outcome send(Path directory, String scheme, int port, String password) throws IOException {
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), """
                meters: { grid: { simulate: summer-day } }
                notify:
                  email:
                    server: "%s://127.0.0.1:%d"
                    username: meters@example.org
                    password: "%s"
                    from: meters@example.org
                    to: [me@example.org]
                """.formatted(scheme, port, password));
        Outcome said = Polymeter.command(directory, "notify", "--test", "--config", file.toString());
        assertThat(said.out() + said.err()).doesNotContain(password);
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtps", "smtp"})
    void aMailGoesOverTlsToAServerThatWasAccepted(String scheme, @TempDir Path directory) throws Exception {
        TlsFiles files = TlsFiles.make(directory, "mail", "-addext", "subjectAltName=IP:127.0.0.1");
        Process server = server(scheme, files);
        try (BufferedReader lines = server.inputReader()) {
            int port = Integer.parseInt(lines.readLine());
            // Nobody knows its certificate: no password goes there.
            assertThat(send(directory, scheme, port, PASSWORD).out())
                    .contains("email: ")
                    .doesNotContain("sent");
            assertThat(new TrustFile(directory.resolve("state")).accept(files.fingerprint()))
                    .isNotEmpty();
            assertThat(send(directory, scheme, port, "another one").out()).contains("email: 127.0.0.1: refuses");
            Outcome sent = send(directory, scheme, port, PASSWORD);
            assertThat(sent.out()).as("%s", sent).isEqualTo("email: sent\n");
            assertThat(lines.readLine()).startsWith("meters@example.org -> me@example.org: ");
        } finally {
            server.destroyForcibly();
        }
    }
}
