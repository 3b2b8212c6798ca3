package io.polymeter.lab.interop.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Registers;
import io.polymeter.lab.peer.Stack;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A KSEM in TLS mode, which is pymodbus, read by us and shown in the clear to consumers that know no TLS.
@Timeout(90)
class TlsSourceIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String READ = "r3:0:2";

    @TempDir
    private Path directory;

    private final int port;
    private final int served;
    private final String plain;

    TlsSourceIT() throws IOException {
        port = Ports.free();
        served = Ports.free();
        plain = "tcp:127.0.0.1:" + served;
    }

    private Stack.Running meter(TlsFiles files) throws IOException {
        String endpoint = "tls:127.0.0.1:%d@%s@%s".formatted(port, files.certificate(), files.key());
        return Stack.PYMODBUS.server(endpoint, 1, "0-147", "512-791", "8192-8248", "41168-41172", "sunspec:65");
    }

    private Polymeter polymeter(String tls) throws IOException {
        return Polymeter.run(directory, """
                        meters:
                          grid:
                            profile: kostal-ksem
                            modbus: { poll: "tls://127.0.0.1:%d", unit: 1, every: 100ms%s }
                            fresh-for: 2s
                        outputs:
                          old:
                            meter: grid
                            modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 }
                        """.formatted(port, tls, served)).listening(served);
    }

    private TrustFile state() {
        return new TrustFile(directory.resolve("state"));
    }

    private String read() throws IOException {
        return Stack.LIBMODBUS.client(plain, 1, READ).getFirst();
    }

    private void isServed() {
        await().atMost(SOON).until(() -> read().equals(Registers.hex(0, 2)));
    }

    private void isNotServed() {
        await().atMost(SOON).until(() -> read().startsWith("exception"));
    }

    private void accept(TlsFiles files) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !state().accept(files.fingerprint()).isEmpty());
    }

    @Test
    void theMeterIsListedAtFirstReadWhenAcceptedAndLeftWhenDeleted() throws Exception {
        TlsFiles files = TlsFiles.make(directory, "ksem");
        try (Stack.Running _ = meter(files);
                Polymeter polymeter = polymeter("")) {
            polymeter.says("polymeter trust accept " + files.fingerprint());
            await().atMost(SOON).until(() -> !state().list().isEmpty());
            Outcome listed = Polymeter.command(directory, "trust", "--config", "polymeter.yaml");
            assertThat(listed.out().lines().filter(line -> line.contains(files.fingerprint())))
                    .singleElement()
                    .asString()
                    .startsWith("not accepted")
                    .contains("server", "CN=ksem,O=Example", "tls://127.0.0.1:" + port);
            assertThat(read()).startsWith("exception");

            accept(files);
            isServed();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Stack.LIBMODBUS.client(plain, 1, "r3:512:40", "r3:41168:5"))
                            .containsExactly(Registers.hex(512, 40), Registers.hex(41168, 5)));

            state().delete(files.fingerprint());
            isNotServed();
            accept(files);
            isServed();
        }
    }

    @Test
    void anotherCertificateOfTheSameMeterIsAnotherDecision() throws Exception {
        TlsFiles first = TlsFiles.make(directory, "first");
        TlsFiles second = TlsFiles.make(directory, "second");
        Stack.Running meter = meter(first);
        try (Polymeter polymeter = polymeter("")) {
            accept(first);
            isServed();
            meter.close();
            try (Stack.Running _ = meter(second)) {
                polymeter.says("polymeter trust accept " + second.fingerprint());
                isNotServed();
            }
        }
    }

    @Test
    void aMeterOfTheConfiguredCaIsReadAtOnceAndOneWithAnExpiredCertificateOnceSomebodyAcceptedIt() throws Exception {
        TlsFiles plant = TlsFiles.make(directory, "plant");
        TlsFiles old = TlsFiles.expired(directory, "old");
        Stack.Running meter = meter(plant.signs(directory, "member"));
        try (Polymeter polymeter = polymeter(", tls: { trust: plant.pem }")) {
            isServed();
            meter.close();
            try (Stack.Running _ = meter(old)) {
                polymeter.says(
                        "its certificate has expired 2020-02-02T00:00:00Z; to accept it all the same: polymeter trust accept ");
                isNotServed();
                accept(old);
                isServed();
            }
        }
        assertThat(state().list())
                .hasSize(2)
                .allMatch(line -> !line.shown().subject().contains("member") || !line.accepted());
    }
}
