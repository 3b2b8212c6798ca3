package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `examples/field-concentrator.yaml` with its two networks as two addresses of this machine: an ESP32, played by
/// pymodbus, writes; an Opta, played by the Node.js stacks, reads.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before all tests
class ConcentratorIT {

    private static final String SAMPLE = "w16:0:fa,104,1e5,218,352,1c8,5686,15e0";
    private static final String WORDS = "00fa 0104 01e5 0218 0352 01c8 5686 15e0";
    private static final String NEXT = "w16:0:fb,105,1e6,219,353,1c9,5686,23f0";
    private static final Pattern STATISTICS =
            Pattern.compile("\\[STATISTICS] Received \\(from ESP32\\): (\\d+) \\| Served \\(.*?\\): (\\d+)\\b");

    private int port;
    private Polymeter polymeter;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        port = Ports.free();
        Files.copy(Checkouts.path("examples/pv-telemetry.yaml"), directory.resolve("pv-telemetry.yaml"));
        String example = Files.readString(Checkouts.path("examples/field-concentrator.yaml"));
        String adapted = example.replaceAll("(?s)  opta-tls:.*?(?=\\nlog:)", "")
                .replace("0.0.0.0:502", "127.0.0.1:" + port)
                .replace("192.168.1.0/24", "127.0.0.2")
                .replace("192.168.2.0/24", "127.0.0.3")
                .replace("30s", "4s")
                .replace("60s", "1s");
        assertThat(adapted)
                .contains("opta:", "127.0.0.2", "127.0.0.3", "statistics: 1s")
                .doesNotContain("opta-tls");
        // The log has more than ASCII in it, whatever the locale of a service is.
        polymeter = Polymeter.run(directory, adapted, Map.of("LC_ALL", "C")).listening(port);
    }

    @AfterAll
    void stop() {
        polymeter.close();
    }

    private String esp32() {
        return "tcp:127.0.0.1:" + port + "@127.0.0.2";
    }

    private String opta() {
        return "tcp:127.0.0.1:" + port + "@127.0.0.3";
    }

    @Test
    @Order(1)
    void nothingIsServedBeforeTheFirstSample() throws Exception {
        assertThat(Stack.JSMODBUS.client(opta(), 1, "r3:0:8")).containsExactly("exception 4");
        assertThat(statistics()).isEqualTo(new Counts(0, 0));
    }

    @Test
    @Order(2)
    void aSampleIsLoggedDecodedAndServedAsItWasWritten() throws Exception {
        assertThat(Stack.PYMODBUS.client(esp32(), 1, SAMPLE)).containsExactly("written");
        polymeter.says("[RX FROM ESP32] 2016-01-01T06:00:00+00:00 | P_ac=250.0W P_dc=260.0W V_dc=48.50V I_dc=5.36A"
                + " G=850.0W/m² T_cell=45.6°C | Total RX: 1\n");
        assertThat(Stack.JSMODBUS.client(opta(), 1, "r3:0:8")).containsExactly(WORDS);
        polymeter.says("[TX TO OPTA] Served registers 0-7 | Total served: 1\n");
        assertThat(statistics()).isEqualTo(new Counts(1, 1));
    }

    @Test
    @Order(3)
    void samplesAndReadsAreCountedAndNothingElse() throws Exception {
        assertThat(Stack.PYMODBUS.client(esp32(), 1, NEXT, SAMPLE)).containsExactly("written", "written");
        polymeter.says("[RX FROM ESP32] 2016-01-01T07:00:00+00:00 | P_ac=251.0W P_dc=261.0W V_dc=48.60V I_dc=5.37A"
                + " G=851.0W/m² T_cell=45.7°C | Total RX: 2\n");
        polymeter.says("| Total RX: 3\n");
        assertThat(Stack.MODBUS_SERIAL.client(opta(), 1, "r3:0:8", "r3:0:8", "r3:7:1"))
                .containsExactly(WORDS, WORDS, "15e0");
        polymeter.says("[TX TO OPTA] Served registers 0-7 | Total served: 3\n");
        polymeter.says("[TX TO OPTA] Served registers 7-7 | Total served: 4\n");
        assertThat(statistics()).isEqualTo(new Counts(3, 4));
        // Refused reads and a part of a sample are neither served nor received.
        assertThat(Stack.PYMODBUS.client(opta(), 1, "r3:8:1", "r4:0:8")).containsExactly("exception 2", "exception 1");
        assertThat(Stack.PYMODBUS.client(esp32(), 1, "w6:7:15e1", SAMPLE)).containsExactly("written", "written");
        polymeter.says("| Total RX: 4\n");
        assertThat(statistics()).isEqualTo(new Counts(4, 4));
    }

    @Test
    @Order(4)
    void thereAreEightRegistersAndNoOthers() throws Exception {
        assertThat(Stack.PYMODBUS.client(esp32(), 1, SAMPLE)).containsExactly("written");
        assertThat(Stack.PYMODBUS.client(opta(), 1, "r3:0:8", "r3:8:1", "r3:7:2", "r3:98:1", "r3:99:1", "r4:0:8"))
                .containsExactly(WORDS, "exception 2", "exception 2", "exception 2", "exception 2", "exception 1");
        try (RawTcp raw = new RawTcp("127.0.0.3", port)) {
            assertThat(raw.ask("00 05 00 00 00 06 01 03 00 00 00 00")).isEqualTo("00 05 00 00 00 03 01 83 03");
            assertThat(raw.ask("00 06 00 00 00 06 02 03 00 00 00 08")).isEqualTo("00 06 00 00 00 03 02 83 0b");
        }
        assertThat(Stack.PYMODBUS.client(esp32(), 1, "w16:1:1,2,3,4,5,6,7,8")).containsExactly("exception 2");
    }

    @Test
    @Order(5)
    void theReaderCannotWriteAndAStrangerCanDoNothing() throws Exception {
        assertThat(Stack.PYMODBUS.client(opta(), 1, "w16:0:1,2,3,4,5,6,7,8", "w6:0:1", "r3:0:8"))
                .containsExactly("exception 1", "exception 1", WORDS);
        try (RawTcp stranger = new RawTcp("127.0.0.4", port)) {
            assertThat(stranger.closed()).isTrue();
        }
    }

    @Test
    @Order(6)
    void anOldSampleIsNotServedAsANewOne() throws Exception {
        assertThat(Stack.PYMODBUS.client(esp32(), 1, SAMPLE)).containsExactly("written");
        long written = System.nanoTime();
        try (RawTcp raw = new RawTcp("127.0.0.3", port)) {
            String request = "00 01 00 00 00 06 01 03 00 00 00 08";
            assertThat(raw.ask(request)).startsWith("00 01 00 00 00 13 01 03 10 00 fa");
            await().atMost(Duration.ofSeconds(10)).until(() -> raw.ask(request).equals("00 01 00 00 00 03 01 83 04"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - written))
                .isBetween(Duration.ofMillis(3_500), Duration.ofMillis(5_000));
    }

    /// The statistics line after those that are there already.
    private Counts statistics() throws IOException {
        int before = polymeter.lines("[STATISTICS]").size();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> polymeter.lines("[STATISTICS]").size() > before + 1);
        Matcher matcher = STATISTICS.matcher(polymeter.lines("[STATISTICS]").getLast());
        assertThat(matcher.find()).as(polymeter.log()).isTrue();
        return new Counts(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    private record Counts(long received, long served) {}
}
