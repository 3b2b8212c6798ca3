package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.OpenhabServer;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `examples/fronius-from-openhab.yaml` between an openHAB and a GEN24, with an age limit of 4 s in place of
/// 15 s.
@Timeout(90)
class FroniusFromOpenhabIT {

    private static final int A = 40071;
    private static final int A_L1 = 40073;
    private static final int VOLTAGE = 40079;
    private static final int VOLTAGE_L1 = 40081;
    private static final int VOLTAGE_L2 = 40083;
    private static final int HZ = 40095;
    private static final int W = 40097;
    private static final int W_L1 = 40099;
    private static final int W_L2 = 40101;
    private static final int EXPORTED = 40129;
    private static final int EXPORTED_L1 = 40131;
    private static final int IMPORTED = 40137;

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(25);

    @TempDir
    private Path directory;

    private final int port = Ports.free();
    private final int platform = Ports.free();
    private OpenhabServer openhab = new OpenhabServer(platform);

    FroniusFromOpenhabIT() throws IOException {
        fill();
    }

    @BeforeEach
    @AfterEach
    void nobodyIsThere() {
        assertThat(openhab.silent).isFalse();
    }

    @AfterEach
    void close() {
        openhab.close();
    }

    private void fill() {
        openhab.states.put("inverter2_PV_E_total", "12.5 kWh");
        openhab.states.put("inverter2_Grid_U", "230.1 V");
        openhab.states.put("inverter2_Grid_I", "5.25");
        openhab.states.put("inverter2_Grid_P", "1200.5 W");
        openhab.states.put("inverter_frequency", "4.998E1 Hz");
    }

    private String example() throws IOException {
        String example = Files.readString(Checkouts.path("examples/fronius-from-openhab.yaml"));
        String adapted = example.replace("http://192.168.1.30:8080", "http://127.0.0.1:" + platform)
                .replace("0.0.0.0:502", "127.0.0.1:" + port)
                // What is counted here within a moment takes a large connection.
                .replace("fresh-for: 15s", "fresh-for: " + LIMIT.toMillis() + "ms\n    rated-current: 100000A");
        assertThat(adapted).contains(":" + platform, ":" + port, "4000ms", "100000A");
        return adapted;
    }

    private static void shows(FroniusReader reader, int address, double value) {
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(reader.number(address)).isEqualTo((float) value));
    }

    @Test
    void theExampleIsWithoutFault() throws Exception {
        Outcome outcome = Polymeter.command(
                directory,
                "check",
                Checkouts.path("examples/fronius-from-openhab.yaml").toString());
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("inverter2", "gen24", "unit 240", "fronius-smart-meter");
    }

    @Test
    void aGen24ReadsWhatItKnowsAndNothingElse() throws Exception {
        try (Polymeter _ = Polymeter.run(directory, example()).listening(port);
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, -1200.5);
            shows(reader, EXPORTED, 12_500);
            shows(reader, HZ, 49.98);
            shows(reader, A, 5.25);
            shows(reader, VOLTAGE_L1, 230.1);
            for (Stack stack : List.of(Stack.PYMODBUS, Stack.JSMODBUS)) {
                chain(stack.client(endpoint(), 240, "r3:40000:4", "r3:40004:65", "r3:40069:2", "r3:40195:2"));
                measurements(stack.client(endpoint(), 240, "r3:40071:58", "r3:40129:32", "r3:40193:2"));
                String[] probes = {"r3:0:1", "r3:1:1", "r3:11:1", "r3:12:1", "r3:768:1", "r3:1706:1", "r3:50000:2"};
                assertThat(stack.client(endpoint(), 240, probes))
                        .as("%s", stack)
                        .containsOnly("exception 2");
                assertThat(stack.client(endpoint(), 240, "r3:50001:1", "r3:40195:3"))
                        .containsOnly("exception 2");
            }
            assertThat(Stack.PYMODBUS.client(endpoint(), 240, "w6:40097:0001", "w16:40097:1,2", "r3:40097:2"))
                    .containsExactly("exception 1", "exception 1", "c496 1000");
        }
    }

    private String endpoint() {
        return "tcp:127.0.0.1:" + port;
    }

    private static void chain(List<String> answers) {
        assertThat(answers.get(0)).isEqualTo("5375 6e53 0001 0041");
        assertThat(answers.get(1))
                .startsWith("4672 6f6e 6975 7300")
                .contains("3030 3030 3030 3530")
                .endsWith("00f0");
        assertThat(answers.get(2)).isEqualTo("00d5 007c");
        assertThat(answers.get(3)).isEqualTo("ffff 0000");
    }

    private static void measurements(List<String> answers) {
        String live = answers.get(0);
        assertThat(words(live, W - 40071)).isEqualTo(-1200.5f);
        assertThat(words(live, W_L1 - 40071)).isEqualTo(-1200.5f);
        assertThat(words(live, W_L2 - 40071)).isNaN();
        assertThat(words(live, A_L1 - 40071)).isEqualTo(5.25f);
        assertThat(words(live, VOLTAGE_L1 - 40071)).isEqualTo(230.1f);
        assertThat(words(live, VOLTAGE_L2 - 40071)).isNaN();
        String energy = answers.get(1);
        assertThat(words(energy, 0)).isEqualTo(12_500f);
        assertThat(words(energy, EXPORTED_L1 - 40129)).isEqualTo(12_500f);
        assertThat(words(energy, IMPORTED - 40129)).as("nobody says so").isNaN();
        assertThat(answers.get(2)).isEqualTo("0000 0000");
    }

    /// The float at a place of an answer in words.
    private static float words(String answer, int at) {
        String[] words = answer.split(" ", -1);
        return Float.intBitsToFloat(Integer.parseUnsignedInt(words[at] + words[at + 1], 16));
    }

    @Test
    void unitsChangeItemsGoAndStreamsAreCutAndTheImageIsTrue() throws Exception {
        try (Polymeter _ = Polymeter.run(directory, example()).listening(port);
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, -1200.5);
            await().atMost(RECOVERY).until(() -> openhab.listeners() == 1);
            openhab.change("inverter2_Grid_P", "1.75 kW");
            shows(reader, W, -1750);
            openhab.change("inverter2_Grid_P", "250 mW");
            shows(reader, W, -0.25);
            for (String nothing : List.of("NULL", "UNDEF", "1,2,3 kW")) {
                openhab.change("inverter2_Grid_P", nothing);
                await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(W)));
                assertThat(reader.number(VOLTAGE_L1)).isEqualTo(230.1f);
                openhab.change("inverter2_Grid_P", "3 W");
                shows(reader, W, -3);
            }
            openhab.remove("inverter2_Grid_U");
            await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(VOLTAGE_L1)));
            assertThat(reader.number(VOLTAGE)).isNaN();
            assertThat(reader.number(W)).isEqualTo(-3);
            openhab.states.put("inverter2_Grid_U", "229 V");
            shows(reader, VOLTAGE_L1, 229);

            openhab.cut();
            openhab.states.put("inverter2_Grid_P", "9 W");
            shows(reader, W, -9);
            await().atMost(RECOVERY).until(() -> openhab.listeners() == 1);
            openhab.change("inverter2_Grid_P", "10 W");
            shows(reader, W, -10);
        }
    }

    @Test
    void aPlatformThatIsGoneIsSeenInTimeAndTheEnergyNeverFalls() throws Exception {
        try (Polymeter _ = Polymeter.run(directory, example()).listening(port);
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, -1200.5);
            shows(reader, EXPORTED, 12_500);

            openhab.close();
            lost(reader);
            openhab = new OpenhabServer(platform);
            fill();
            openhab.states.put("inverter2_Grid_P", "700 W");
            openhab.states.put("inverter2_PV_E_total", "12.6 kWh");
            shows(reader, W, -700);
            shows(reader, EXPORTED, 12_600);

            openhab.silent = true;
            openhab.cut();
            lost(reader);
            openhab.silent = false;
            openhab.states.put("inverter2_Grid_P", "800 W");
            shows(reader, W, -800);

            await().atMost(RECOVERY).until(() -> openhab.listeners() == 1);
            // The inverter was exchanged: its counter begins anew.
            openhab.change("inverter2_PV_E_total", "0 kWh");
            openhab.change("inverter2_Grid_P", "801 W");
            shows(reader, W, -801);
            assertThat(reader.number(EXPORTED)).isEqualTo(12_600);
            openhab.change("inverter2_PV_E_total", "0.25 kWh");
            shows(reader, EXPORTED, 12_850);
        }
        // Also over a restart of ours.
        openhab.states.put("inverter2_PV_E_total", "0.3 kWh");
        try (Polymeter _ = Polymeter.run(directory, example()).listening(port);
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, EXPORTED, 12_900);
        }
    }

    /// The measurements go within the age limit, and what the meter is stays.
    private static void lost(FroniusReader reader) throws IOException {
        long since = System.nanoTime();
        await().atMost(LIMIT.plusSeconds(10)).until(() -> {
            float energy = reader.number(EXPORTED);
            assertThat(energy).isEqualTo(Math.max(energy, 12_500));
            return reader.lost(W);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(LIMIT.plusSeconds(2));
        assertThat(reader.ask(40071, 58)).isEqualTo(FroniusReader.LOST);
        assertThat(reader.ask(40069, 2)).isEqualTo("03 04 00 d5 00 7c");
    }

    @Test
    void theSimulatedGen24SaysWhatItWouldRegulateOn() throws Exception {
        String[] reading = {
            "simulate", "fronius-gen24-client", "--read", "tcp://127.0.0.1:" + port, "--unit", "240", "--for", "2"
        };
        Outcome nobody = Polymeter.command(directory, reading);
        assertThat(nobody.exit()).as("%s", nobody).isEqualTo(1);
        assertThat(nobody.err()).isNotBlank().doesNotContain("\tat ");
        try (Polymeter _ = Polymeter.run(directory, example()).listening(port);
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, -1200.5);
            shows(reader, EXPORTED, 12_500);
            Outcome outcome = Polymeter.command(directory, reading);
            assertThat(outcome.exit()).as("%s", outcome).isZero();
            assertThat(outcome.out())
                    .contains("Fronius, Smart Meter 63A, serial number 00000050, unit 240\n")
                    .contains("would regulate on -1200.5 W (feed-in)  L1 -1200.5 W 230.1 V\n")
                    .contains("exported 12500 Wh, imported – Wh\n")
                    .contains("2 of 2 reads gave a power to regulate on")
                    .doesNotContain("probe");
            openhab.change("inverter2_Grid_P", "UNDEF");
            await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(W)));
            Outcome lost = Polymeter.command(directory, reading);
            assertThat(lost.exit()).as("%s", lost).isEqualTo(1);
            assertThat(lost.out())
                    .contains("meter lost (no total power): would not regulate")
                    .contains("0 of 2");
        }
    }

    private String three() throws IOException {
        return example().replace("outputs:", """
                  grid:
                    openhab:
                      url: http://127.0.0.1:%d
                      items: { active-power: grid_P }
                    fresh-for: 4s
                  house: { sum: [grid, -inverter2] }
                  both: { sum: [grid, inverter2], max-skew: 10s }
                outputs:
                  house:
                    meter: house
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 241 }
                    identity: { serial: "00000051" }
                  both:
                    meter: both
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 242 }
                    identity: { serial: "00000052" }""".indent(0).stripTrailing().formatted(platform, port, port));
    }

    @Test
    void threeMetersOnOnePortTwoOfThemComputed() throws Exception {
        openhab.states.put("grid_P", "500 W");
        String three = three();
        try (Polymeter _ = Polymeter.run(directory, three).listening(port);
                FroniusReader first = new FroniusReader(port, 240);
                FroniusReader second = new FroniusReader(port, 241);
                FroniusReader third = new FroniusReader(port, 242)) {
            shows(first, W, -1200.5);
            shows(second, W, 1700.5);
            shows(third, W, -700.5);
            await().atMost(RECOVERY).until(() -> openhab.listeners() == 2);
            openhab.change("grid_P", "0.6 kW");
            shows(second, W, 1800.5);
            shows(third, W, -600.5);
            for (int unit = 240; unit <= 242; unit++) {
                String identity = Stack.PYMODBUS
                        .client("tcp:127.0.0.1:" + port, unit, "r3:40052:4", "r3:40068:3")
                        .toString();
                assertThat(identity).isEqualTo("[3030 3030 3030 353%d, %04x 00d5 007c]".formatted(unit - 240, unit));
            }
            assertThat(Stack.PYMODBUS.client("tcp:127.0.0.1:" + port, 239, "r3:40000:2"))
                    .containsExactly("exception 11");

            // One part is lost: the sums are too, and the part that is there is not.
            openhab.states.remove("grid_P");
            await().atMost(RECOVERY).until(() -> Float.isNaN(second.number(W)) && Float.isNaN(third.number(W)));
            assertThat(first.number(W)).isEqualTo(-1200.5f);
        }
        Path twice = Files.writeString(directory.resolve("twice.yaml"), three.replace("00000052", "00000051"));
        Outcome outcome = Polymeter.command(directory, "check", twice.toString());
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err() + outcome.out()).contains("00000051").contains("serial");
    }
}
