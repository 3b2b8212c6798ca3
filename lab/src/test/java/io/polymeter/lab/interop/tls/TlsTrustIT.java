package io.polymeter.lab.interop.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.lab.peer.TlsPython;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The certificate table as clients and an operator live through it: the program serves in the clear and over
/// TLS.
@Timeout(120)
class TlsTrustIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ASK = "0001 0000 0006 01 03 2000 0004";

    /// Manufacturer, product, hardware and firmware of a KSEM as its scenario has it: four registers.
    private static final int IDENTITY = 8192;

    @TempDir
    private Path directory;

    private int plain;
    private int secured;
    private Polymeter polymeter;

    @BeforeEach
    void start() throws IOException {
        plain = Ports.free();
        secured = Ports.free();
        polymeter = Polymeter.run(directory, """
                meters:
                  grid:
                    profile: kostal-ksem
                    simulate: { scenario: summer-day }
                outputs:
                  slave:
                    meter: grid
                    profile: kostal-ksem
                    modbus:
                      serve: [tcp://127.0.0.1:%d, tls://127.0.0.1:%d]
                      unit: 1
                """.formatted(plain, secured));
        polymeter.listening(plain).says("tls://127.0.0.1:" + secured + ": listens");
    }

    @AfterEach
    void stop() throws Exception {
        polymeter.close();
    }

    private Outcome trust(String... words) throws Exception {
        String[] all = Arrays.copyOf(new String[] {"trust", "--config", "polymeter.yaml"}, 3 + words.length);
        System.arraycopy(words, 0, all, 3, words.length);
        return Polymeter.command(directory, all);
    }

    private void awaitListed(String fingerprint) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> state().list().stream()
                        .anyMatch(line -> line.shown().fingerprint().equals(fingerprint)));
    }

    private TrustFile state() {
        return new TrustFile(directory.resolve("state"));
    }

    private String served() throws IOException {
        try (RawTcp client = new RawTcp(plain)) {
            String answer = client.ask("00 01 00 00 00 06 01 03 20 00 00 04");
            // Bytes into words.
            return answer.substring(27).replaceAll("(..) (..)", "$1$2");
        }
    }

    @Test
    void aPythonClientGoesThroughTheWholeTableOnOneConnection() throws Exception {
        TlsFiles wallbox = TlsFiles.make(directory, "wallbox");
        try (TlsPython client = new TlsPython(secured, wallbox)) {
            String read = "read " + IDENTITY + " 4";
            assertThat(client.ask(read)).isEqualTo("exception 1");
            assertThat(client.ask("write 41168 0001")).isEqualTo("exception 1");
            awaitListed(wallbox.fingerprint());
            Outcome listed = trust();
            assertThat(listed.exit()).isZero();
            assertThat(listed.out().lines().filter(line -> line.contains(wallbox.fingerprint())))
                    .singleElement()
                    .asString()
                    .startsWith("not accepted")
                    .contains("CN=wallbox,O=Example")
                    .contains("127.0.0.1");

            assertThat(trust("accept", wallbox.fingerprint().substring(0, 12)).exit())
                    .isZero();
            await().atMost(SOON).until(() -> !client.ask(read).startsWith("exception"));
            assertThat(client.ask(read)).isEqualTo(served());
            assertThat(trust().out()).contains("accepted").doesNotContain("not accepted");

            assertThat(trust("delete", wallbox.fingerprint()).exit()).isZero();
            assertThat(client.ask("ended")).isEqualTo("ended");
            assertThat(trust().out()).doesNotContain(wallbox.fingerprint());
        }
        Outcome unknown = trust("accept", wallbox.fingerprint());
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("no certificate's fingerprint begins with");
        assertThat(trust("accept", "nonsense").exit()).isEqualTo(2);
    }

    @Test
    void opensslGoesThroughTheWholeTableOnOneConnectionWithTls12() throws Exception {
        TlsFiles wallbox = TlsFiles.make(directory, "wallbox");
        try (Openssl client = new Openssl(
                secured,
                "-tls1_2",
                "-cert",
                wallbox.certificate().toString(),
                "-key",
                wallbox.key().toString())) {
            assertThat(client.ask(ASK)).isEqualTo("000100000003018301");
            awaitListed(wallbox.fingerprint());
            state().accept(wallbox.fingerprint());
            await().atMost(SOON).until(() -> !client.ask(ASK).endsWith("8301"));
            assertThat(client.ask(ASK)).isEqualTo("00010000000b010308" + served().replace(" ", ""));
            state().delete(wallbox.fingerprint());
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aDeletionEndsConnectionsWithinATenthOfASecond() throws Exception {
        TlsFiles wallbox = TlsFiles.make(directory, "wallbox");
        long[] took = new long[5];
        for (int i = 0; i < took.length; i++) {
            try (TlsPython client = new TlsPython(secured, wallbox)) {
                awaitListed(wallbox.fingerprint());
                client.tell("ended");
                long began = System.nanoTime();
                state().delete(wallbox.fingerprint());
                assertThat(client.answer()).isEqualTo("ended");
                took[i] = (System.nanoTime() - began) / 1_000_000;
            }
        }
        Arrays.sort(took);
        System.out.println("deletion to end of connection, ms: " + Arrays.toString(took));
        assertThat(took[2]).isLessThan(100);
    }

    @Test
    void twoClientsAtOnceAreToldApart() throws Exception {
        TlsFiles friend = TlsFiles.make(directory, "friend");
        TlsFiles stranger = TlsFiles.make(directory, "stranger");
        String read = "read " + IDENTITY + " 4";
        try (TlsPython one = new TlsPython(secured, friend);
                TlsPython other = new TlsPython(secured, stranger)) {
            awaitListed(friend.fingerprint());
            awaitListed(stranger.fingerprint());
            state().accept(friend.fingerprint());
            await().atMost(SOON).until(() -> !one.ask(read).startsWith("exception"));
            assertThat(other.ask(read)).isEqualTo("exception 1");
            state().delete(stranger.fingerprint());
            assertThat(other.ask("ended")).isEqualTo("ended");
            assertThat(one.ask(read)).isEqualTo(served());
        }
    }

    @Test
    void aClientWithoutCertificateGetsNothing() throws Exception {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
            try (Openssl client = new Openssl(secured, version)) {
                client.send(ASK);
                assertThat(client.ended()).isTrue();
            }
        }
        await().atMost(SOON).until(() -> polymeter.log().contains("no certificate presented"));
    }

    @Test
    void tls11IsRefusedByItsAlert() throws Exception {
        try (RawTcp client = new RawTcp(secured)) {
            client.send(("16 03 02 00 2d 01 00 00 29 03 02" + " 07".repeat(32) + " 00 00 02 00 2f 01 00"));
            // Alert, level fatal, protocol_version.
            assertThat(client.bytes(7)).endsWith("02 46");
            assertThat(client.closed()).isTrue();
        }
        Outcome old = Outcome.of(
                List.of(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + secured,
                        "-tls1_1",
                        "-cipher",
                        "DEFAULT:@SECLEVEL=0"),
                directory,
                Map.of());
        assertThat(old.exit()).isNotZero();
    }

    /// By its fingerprint a certificate is known as well as before; it waits at the output that was asked until then.
    @Test
    void anExpiredCertificateThatAPersonAcceptsIsUsedWithAWarning() throws Exception {
        TlsFiles old = TlsFiles.expired(directory, "old");
        try (TlsPython client = new TlsPython(secured, old)) {
            awaitListed(old.fingerprint());
            assertThat(client.ask("read 0 2")).isEqualTo("exception 1");
            var accepted = trust("accept", old.fingerprint());
            assertThat(accepted.exit()).isZero();
            assertThat(accepted.err()).contains("expired 2020-02-02T00:00:00Z", "renew it");
            await().atMost(SOON).until(() -> !client.ask("read 0 2").startsWith("exception 1"));
        }
        assertThat(trust().out()).contains("accepted (expired 2020-02-02T00:00:00Z)");
    }

    @Test
    void aMisusedCertificateIsRefusedWithTheReasonListed() throws Exception {
        TlsFiles server = TlsFiles.make(directory, "server", "-addext", "extendedKeyUsage=serverAuth");
        try (TlsPython client = new TlsPython(secured, server)) {
            awaitListed(server.fingerprint());
            var accepted = trust("accept", server.fingerprint());
            assertThat(accepted.exit()).isEqualTo(1);
            assertThat(accepted.err()).contains("still refused: its extended key usage is not for a client");
            // Accepted or not: another client's acceptance shows that the table was taken up.
            await().atMost(SOON).until(() -> polymeter.log().contains(server.fingerprint() + " is accepted"));
            assertThat(client.ask("read 0 2")).isEqualTo("exception 1");
        }
        assertThat(trust().out()).contains("refused (its extended key usage is not for a client)");
    }

    /// `openssl s_client`, with Modbus frames going in and out.
    private static final class Openssl implements AutoCloseable {

        private final Process process;

        Openssl(int port, String... more) throws IOException {
            List<String> words = new java.util.ArrayList<>(
                    List.of("openssl", "s_client", "-quiet", "-verify_quiet", "-connect", "127.0.0.1:" + port));
            words.addAll(List.of(more));
            process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        void send(String frame) throws IOException {
            process.getOutputStream().write(HexFormat.of().parseHex(frame.replace(" ", "")));
            process.getOutputStream().flush();
        }

        String ask(String frame) throws IOException {
            send(frame);
            InputStream in = process.getInputStream();
            byte[] header = in.readNBytes(6);
            byte[] body = header.length < 6 ? new byte[0] : in.readNBytes(header[5] & 0xff);
            return HexFormat.of().formatHex(header) + HexFormat.of().formatHex(body);
        }

        /// True if the server ended the connection without another word.
        boolean ended() throws IOException, InterruptedException {
            return process.getInputStream().read() < 0 && process.waitFor(5, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
        }
    }
}
