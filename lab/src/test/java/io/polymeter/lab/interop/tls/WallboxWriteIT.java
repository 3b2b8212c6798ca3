package io.polymeter.lab.interop.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Registers;
import io.polymeter.lab.peer.Stack;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.lab.peer.TlsPython;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who may write a KSEM's wallbox registers: the KSEM is pymodbus, and says what has reached it.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // what is made once is made before the tests
class WallboxWriteIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    /// Charge mode, the first writable register.
    private static final int MODE = 41168;

    private static final int PV_QUOTA = 41170;

    private Path directory;
    private String plain;
    private String source;
    private int secured;
    private TlsFiles plant;
    private Stack.Running ksem;
    private Polymeter polymeter;

    @BeforeAll
    void start(@TempDir Path made) throws Exception {
        directory = made;
        int port = Ports.free();
        int served = Ports.free();
        secured = Ports.free();
        plain = "tcp:127.0.0.1:" + served;
        source = "tcp:127.0.0.1:" + port;
        plant = TlsFiles.make(directory, "plant");
        ksem = Stack.PYMODBUS.server(source, 1, "0-147", "512-791", "8192-8248", "41168-41172", "sunspec:65");
        polymeter = Polymeter.run(directory, """
                        meters:
                          grid:
                            profile: kostal-ksem
                            modbus: { poll: "tcp://127.0.0.1:%d", unit: 1 }
                        outputs:
                          slave:
                            meter: grid
                            modbus:
                              serve: [ "tcp://127.0.0.1:%d", "tls://127.0.0.1:%d" ]
                              unit: 1
                              writes: profile
                              tls: { trust: plant.pem }
                        """.formatted(port, served, secured))
                .listening(served)
                .listening(secured);
        await().atMost(SOON)
                .until(() ->
                        Stack.LIBMODBUS.client(plain, 1, "r3:" + MODE + ":1").equals(List.of(Registers.hex(MODE, 1))));
    }

    @AfterAll
    void stop() {
        try (Stack.Running _ = ksem) {
            polymeter.close();
        }
    }

    @BeforeEach
    void forgetWhatWasWritten() throws IOException {
        ksem.written();
    }

    private TlsPython accepted(TlsFiles files) throws IOException {
        TlsPython client = new TlsPython(secured, files);
        TrustFile state = new TrustFile(directory.resolve("state"));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !state.accept(files.fingerprint()).isEmpty());
        await().atMost(SOON).until(() -> !client.ask("read 0 2").startsWith("exception"));
        return client;
    }

    @Test
    void withoutTlsEveryWriteIsRefusedAndTheMeterUntouched() throws IOException {
        for (Stack stack : List.of(Stack.LIBMODBUS, Stack.PYMODBUS)) {
            assertThat(stack.client(plain, 1, "w6:41168:0001", "w16:41168:0001", "w6:0:0001", "w16:41168:0001,0002"))
                    .containsOnly("exception 1");
        }
        assertThat(ksem.written()).isEmpty();
        assertThat(polymeter.lines("tried to write"))
                .anyMatch(line -> line.contains("slave: 127.0.0.1") && line.contains("41168"));
    }

    @Test
    void aStrangersWriteOverTlsIsRefusedAndTheMeterUntouched() throws Exception {
        TlsFiles stranger = TlsFiles.make(directory, "stranger");
        try (TlsPython client = new TlsPython(secured, stranger)) {
            assertThat(client.ask("write 41168 0001")).isEqualTo("exception 1");
        }
        assertThat(ksem.written()).isEmpty();
        polymeter.says("(CN=stranger,O=Example) is refused");
    }

    @Test
    void anAcceptedClientsWritesReachTheMeterInTheirOrder() throws Exception {
        try (TlsPython client = accepted(TlsFiles.make(directory, "wallbox"))) {
            List<String> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int address = i % 3 == 0 ? PV_QUOTA : MODE;
                String word = "%04x".formatted(i);
                assertThat(client.ask((i % 2 == 0 ? "write " : "writes ") + address + " " + word))
                        .isEqualTo("written");
                asked.add("1:" + address + ":" + word);
            }
            assertThat(ksem.written()).isEqualTo(asked);
            assertThat(Stack.LIBMODBUS.client(source, 1, "r3:41168:1", "r3:41170:1"))
                    .containsExactly("000b", "0009");
        }
        polymeter.says("CN=wallbox,O=Example) writes 41168");
    }

    @Test
    void theAnswerIsTheMetersOwn() throws Exception {
        try (TlsPython client = accepted(TlsFiles.make(directory, "asking"))) {
            ksem.refuseWrites(4);
            assertThat(client.ask("write 41168 0003")).isEqualTo("exception 4");
            ksem.refuseWrites(6);
            assertThat(client.ask("writes 41170 0003")).isEqualTo("exception 6");
            ksem.refuseWrites(0);
            assertThat(client.ask("write 41168 0003")).isEqualTo("written");
            assertThat(ksem.written()).containsExactly("1:41168:0003");
        }
    }

    @Test
    void whatTheProfileDoesNotMarkWritableIsRefusedWithCodeTwo() throws Exception {
        try (TlsPython client = accepted(TlsFiles.make(directory, "curious"))) {
            assertThat(client.ask("write 0 0001")).isEqualTo("exception 2");
            assertThat(client.ask("write 41169 0001")).isEqualTo("exception 2");
            assertThat(client.ask("writes 41169 0001")).isEqualTo("exception 2");
            assertThat(client.ask("writes 41168 0001 0002 0003 0004 0005")).isEqualTo("exception 2");
        }
        assertThat(ksem.written()).isEmpty();
        polymeter.says("127.0.0.1 (CN=curious,O=Example) tried to write");
    }

    @Test
    void aReadOnlyRoleReadsAndAnOperatorWrites() throws Exception {
        try (TlsPython viewer = accepted(TlsFiles.withRole(directory, "viewer", "ReadOnly"));
                TlsPython operator = accepted(TlsFiles.withRole(directory, "operator", "Operator"))) {
            assertThat(viewer.ask("write 41168 0004")).isEqualTo("exception 1");
            assertThat(viewer.ask("read 0 2")).isEqualTo(Registers.hex(0, 2));
            assertThat(ksem.written()).isEmpty();
            assertThat(operator.ask("write 41168 0004")).isEqualTo("written");
            assertThat(ksem.written()).containsExactly("1:41168:0004");
        }
    }

    @Test
    void whomTheConfiguredCaHasSignedMayWriteAtOnce() throws Exception {
        TlsFiles member = plant.signs(directory, "member");
        try (TlsPython client = new TlsPython(secured, member)) {
            assertThat(client.ask("read 0 2")).isEqualTo(Registers.hex(0, 2));
            assertThat(client.ask("write 41168 0005")).isEqualTo("written");
        }
        assertThat(ksem.written()).containsExactly("1:41168:0005");
    }

    @Test
    void twoClientsWritesAreCarriedOutOneAfterTheOther() throws Exception {
        try (TlsPython one = accepted(TlsFiles.make(directory, "one"));
                TlsPython other = accepted(TlsFiles.make(directory, "other"))) {
            for (int i = 0; i < 10; i++) {
                one.tell("write 41168 00aa");
                other.tell("write 41170 00bb");
                assertThat(one.answer()).isEqualTo("written");
                assertThat(other.answer()).isEqualTo("written");
            }
        }
        assertThat(ksem.written()).hasSize(20).containsOnly("1:41168:00aa", "1:41170:00bb");
    }
}
