package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.cli.client.StateDirectory;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person gets who types a command: the exit code and the words.
class CliTest {

    private record Result(int exit, String out, String err) {}

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void withoutACommandTheWayToHelpIsShown() {
        Result result = polymeter();
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("missing command").contains("polymeter help");
    }

    @Test
    void aMistypedCommandGetsTheNearestOne() {
        Result result = polymeter("chek");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("polymeter check").doesNotContain("\tat ");
    }

    @Test
    void helpAndVersionAreDone() {
        assertThat(polymeter("help").exit()).isZero();
        assertThat(polymeter("help").out()).contains("run", "check", "demo", "simulate", "read", "profiles", "schema");
        assertThat(polymeter("version").out()).startsWith("polymeter ");
        assertThat(polymeter("--help").exit()).isZero();
        assertThat(polymeter("version", "--help").exit()).isZero();
        assertThat(polymeter("read", "--help").out()).contains("--registers");
    }

    @Test
    void checkTakesOneFileAndSaysSo() {
        Result result = polymeter("check", "--config", "a.yaml", "b.yaml");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("a.yaml", "b.yaml", "check takes one");
    }

    @Test
    void theSchemaIsJson() {
        Result result = polymeter("schema");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("{").contains("$schema").contains("meters");
    }

    @Test
    void profilesAreListedAndShown() {
        assertThat(polymeter("profiles").out()).contains("kostal-ksem", "KOSTAL Smart Energy Meter");
        assertThat(polymeter("profiles", "kostal-ksem").out())
                .contains("38400 8N2", "512-515", "active-energy-import", "write-tls");
        Result unknown = polymeter("profiles", "kostal-kesm");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'kostal-ksem'?");
    }

    @Test
    void consumersAreListedAndExplained() {
        assertThat(polymeter("consumers").out()).contains("fronius-gen24", "Fronius GEN24", "tcp 502");
        assertThat(polymeter("consumers", "huawei-sun2000").out())
                .contains("unit: 11", "2102×80", "9600-8N1 or 9600-8N2", "consumer: huawei-sun2000");
        assertThat(polymeter("consumers", "ecoflow-stream").out()).contains("not served by this version");
        Result unknown = polymeter("consumers", "fronius-gen42");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'fronius-gen24'?");
    }

    @Test
    void consumersAreJsonForPrograms() throws IOException {
        List<JsonValue> all = elements(polymeter("consumers", "--json").out());
        assertThat(all).hasSizeGreaterThan(30);
        for (JsonValue each : all) {
            assertThat(((JsonValue.ObjectValue) each).of())
                    .containsKeys(
                            "name",
                            "title",
                            "maker",
                            "expects",
                            "interface",
                            "unit",
                            "port",
                            "when-lost",
                            "confidence",
                            "source");
        }
        assertThat(elements(polymeter("consumers", "fronius-gen24", "--json").out()))
                .singleElement()
                .isInstanceOfSatisfying(
                        JsonValue.ObjectValue.class,
                        gen24 -> assertThat(gen24.of())
                                .containsEntry("name", new JsonValue.StringValue("fronius-gen24"))
                                .containsEntry("expects", new JsonValue.StringValue("fronius-smart-meter"))
                                .containsEntry("interface", new JsonValue.StringValue("tcp"))
                                .containsEntry("unit", new JsonValue.NumberValue("1"))
                                .containsEntry("port", new JsonValue.NumberValue("502"))
                                .containsEntry("confidence", new JsonValue.StringValue("two-sources")));
    }

    private static List<JsonValue> elements(String json) throws IOException {
        return ((JsonValue.ArrayValue) JsonValue.parse(json)).of();
    }

    @Test
    void checkSaysWhatEachLinkWillDo() throws IOException {
        Result result = polymeter("check", file("""
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:5020", from: [127.0.0.1] }
                outputs:
                  plc: { meter: grid, modbus: { serve: "tcp://127.0.0.1:1502" } }
                """));
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("meter grid is written to at tcp://127.0.0.1:5020")
                .contains("output plc shows grid as kostal-ksem at tcp://127.0.0.1:1502, unit 1")
                .contains("no errors");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void checkAndRunTellAllErrorsWithTheirPlacesAndExitWith2() throws IOException {
        String bad = file("""
                meters:
                  grid:
                    profile: kostal-kesm
                    modbus: { pol: "tcp://127.0.0.1" }
                output: {}
                """);
        for (Result result : List.of(polymeter("check", bad), polymeter("run", "--config", bad))) {
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err())
                    .contains("polymeter.yaml:4:15: meters.grid.modbus.pol: unknown key; did you mean 'poll'?")
                    .contains("polymeter.yaml:5:1: output: unknown key; did you mean 'outputs'?")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void checkIsOneJsonDocumentForPrograms() throws IOException {
        Result bad = polymeter("check", "--json", file("""
                meters:
                  grid:
                    profile: kostal-kesm
                    modbus: { pol: "tcp://127.0.0.1" }
                """));
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.err()).isEmpty();
        JsonValue document = JsonValue.parse(bad.out());
        JsonValue first = list(document, "errors").get(2);
        assertThat(first.text("file")).endsWith("polymeter.yaml");
        assertThat(JsonText.of(first))
                .contains("\"line\":4", "\"column\":15", "\"message\":\"meters.grid.modbus.pol: unknown key\"")
                .contains("\"hint\":\"did you mean 'poll'?\"");
        assertThat(list(document, "links")).isEmpty();

        Result good = polymeter("check", "--json", file("""
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:5020", from: [127.0.0.1] }
                outputs:
                  plc: { meter: grid, modbus: { serve: "tcp://127.0.0.1:1502" } }
                """));
        assertThat(good.exit()).isZero();
        assertThat(good.err()).isEmpty();
        assertThat(list(JsonValue.parse(good.out()), "links").stream().map(link -> link.text("name")))
                .containsExactlyInAnyOrder("grid", "plc");
        assertThat(list(JsonValue.parse(good.out()), "errors")).isEmpty();
    }

    @Test
    void whatIsNoConfigurationIsAJsonDocumentToo() throws IOException {
        for (String[] words : List.of(
                new String[] {"check", "--json", directory.resolve("none.yaml").toString()},
                new String[] {"check", "--json", "--config", "a.yaml", "b.yaml"},
                new String[] {"check", "--json", file("a: [1, }")},
                new String[] {"check", "--json", file("")},
                new String[] {"check", "--json", directory.toString()})) {
            Result result = polymeter(words);
            assertThat(result.exit()).as(result.out()).isEqualTo(2);
            assertThat(result.err()).isEmpty();
            assertThat(list(JsonValue.parse(result.out()), "errors")).isNotEmpty();
        }
    }

    @Test
    void theCertificatesAreAJsonDocumentForPrograms() throws IOException {
        Result result = polymeter("trust", "--json", "--config", file("meters: { grid: { simulate: summer-day } }\n"));
        assertThat(result.exit()).isZero();
        assertThat(JsonText.of(JsonValue.parse(result.out()))).isEqualTo("{\"own\":null,\"certificates\":[]}");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws IOException {
        String good = file("meters: { grid: { simulate: summer-day } }\n");
        for (String[] words : new String[][] {
            {"profiles"},
            {"profiles", "--json"},
            {"profiles", "kostal-ksem"},
            {"check", good},
            {"check", "--json", good},
            {"trust", "--config", good},
            {"schema"},
            {"version"},
            {"help"},
            {"--help"},
            {"reference", "commands"}
        }) {
            Result result = polymeter(
                    new OutputStream() {
                        @Override
                        public void write(int octet) throws IOException {
                            throw new IOException("No space left on device");
                        }
                    },
                    words);
            assertThat(result.exit()).as(String.join(" ", words)).isEqualTo(1);
            assertThat(result.err().lines()).hasSize(1);
            assertThat(result.err()).contains("the output could not be written");
        }
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsSaidInPlainWords() throws IOException {
        Path inTheWay = Files.writeString(directory.resolve("state"), "");
        for (Path state : List.of(inTheWay, inTheWay.resolve("deeper"), Path.of("/proc/polymeter"))) {
            assertThat(StateDirectory.trouble(state))
                    .startsWith("the state directory " + state + " cannot be written (")
                    .contains("are not kept")
                    .doesNotContain("Exception", "null");
        }
        assertThat(StateDirectory.trouble(directory.resolve("new").resolve("state")))
                .isNull();
        assertThat(directory.resolve("new").resolve("state")).isEmptyDirectory();
    }

    @Test
    void aMissingFileIsNamed() {
        Result result =
                polymeter("run", "--config", directory.resolve("none.yaml").toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("none.yaml").doesNotContain("\tat ");
    }

    @Test
    void readNeedsAnEndpointAndWhatToRead() {
        assertThat(polymeter("read").exit()).isEqualTo(2);
        Result nothing = polymeter("read", "tcp://127.0.0.1:9");
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("--profile").contains("--registers");
        Result line = polymeter("read", "rtu:///dev/null", "--registers", "0", "--line", "38400-7N2");
        assertThat(line.exit()).isEqualTo(2);
        assertThat(line.err()).contains("38400-7N2", "38400-8N2");
        assertThat(polymeter("read", "rtu:///dev/none", "--registers", "0", "--line", "38400-8n2")
                        .exit())
                .isEqualTo(1);
        Result range = polymeter("read", "tcp://127.0.0.1:9", "--registers", "9..3");
        assertThat(range.exit()).isEqualTo(2);
        assertThat(range.err()).contains("9..3");
        Result endpoint = polymeter("read", "127.0.0.1", "--registers", "0");
        assertThat(endpoint.exit()).isEqualTo(2);
        assertThat(endpoint.err()).contains("tcp://");
    }

    @Test
    void aDeviceThatIsNotThereIsAFailureInOneLine() {
        Result result = polymeter("read", "tcp://127.0.0.1:1", "--registers", "0..3");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err().strip().lines()).hasSize(1);
        assertThat(result.err()).contains("127.0.0.1:1").contains("connection refused");
    }

    @Test
    void simulateNeedsAPlace() {
        Result result = polymeter("simulate", "kostal-ksem");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--serve").contains("--push");
        assertThat(polymeter("simulate", "kostal-ksem", "--serve", "tcp://127.0.0.1:0", "--scenario", "spring-day")
                        .err())
                .contains("there is no scenario 'spring-day'")
                .contains("summer-day");
    }

    @Test
    void aProfileSaysByItselfHowItsDeviceIsRead() {
        Result result = polymeter("read", "tcp://127.0.0.1:9", "--profile", "eastron-sdm630", "--function", "3");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--function requires --registers");
    }

    @Test
    void aHostThatTakesConnectionsAndAnswersNothingIsNoDevice() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(mute.getLocalPort());
            Result scan = polymeter("scan", "127.0.0.1", "--port", port, "--units", "1..3", "--timeout", "50");
            assertThat(scan.exit()).isEqualTo(1);
            assertThat(scan.out()).isEmpty();
            assertThat(scan.err()).contains("no known device found at 127.0.0.1");
        }
    }

    @Test
    void aHostWhereNothingListensIsToldInOneLine() {
        Result scan = polymeter("scan", "tcp://127.0.0.1:1");
        assertThat(scan.exit()).isEqualTo(1);
        assertThat(scan.err().strip().lines()).hasSize(1);
        assertThat(scan.err()).contains("connection refused");
    }

    private static List<JsonValue> list(JsonValue document, String name) {
        assertThat(document.get(name)).isInstanceOf(JsonValue.ArrayValue.class);
        return ((JsonValue.ArrayValue) java.util.Objects.requireNonNull(document.get(name))).of();
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("polymeter.yaml"), text).toString();
    }

    private static Result polymeter(String... words) {
        return polymeter(new ByteArrayOutputStream(), words);
    }

    private static Result polymeter(OutputStream out, String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit = Cli.run(() -> List.of(new SimulateProtocol(), new ModbusProtocol()), words);
            return new Result(exit, out.toString(), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
