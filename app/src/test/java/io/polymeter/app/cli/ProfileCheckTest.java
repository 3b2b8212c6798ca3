package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.cli.report.DocumentDump;
import io.polymeter.app.cli.report.DocumentDumpReport;
import io.polymeter.app.cli.report.DumpReport;
import io.polymeter.app.cli.report.RegisterDump;
import io.polymeter.config.yaml.Problems;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `polymeter profiles check` says of a profile and of what a device gave.
class ProfileCheckTest {

    private static final Path PROFILES = Path.of("../profiles");

    private static final String ACME = """
        id: acme-m3
        title: Acme M3
        absent: highest
        modbus: { unit: 1 }
        groups:
          live: { fresh-for: 5s, every: 1s }
        spans:
          - { at: 0, count: 3, group: live }
          - { at: 10, count: 2, group: live, function: 4 }
          - { at: 20, count: 1, group: live }
        registers:
          - { at: 0, as: i32, scale: 0.1, point: active-power, name: Power }
          - { at: 2, as: u16, scale: 0.1, point: voltage.L1, name: U1 }
          - { at: 10, as: string, count: 2, point: serial, name: Serial }
          - { at: 20, as: u16, scale: 0.01, point: frequency, name: F }
        """;

    private record Result(int exit, String out, String err) {}

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void everyRowIsSaidWithWhatTheDumpMakesOfIt() throws IOException {
        Result result = check(ACME, "0: ffff fc18 ffff 1234\ninput 10: 5375 6e53\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .containsPattern("0-1 +Power +-100 +W +active-power +ffff fc18\n")
                .containsPattern("2 +U1 +no value +V +voltage.L1 +ffff\n")
                .containsPattern("input 10-11 +Serial +SunS +serial +5375 6e53\n")
                .containsPattern("20 +F +- +Hz +frequency +not in the dump\n")
                .contains("no row explains registers 3\n");
    }

    @Test
    void documentsMeanWhatTheirExamplesSay() throws IOException {
        List<Profile> devices = Catalog.builtIn().documents().toList();
        assertThat(devices).hasSizeGreaterThan(30);
        for (Profile device : devices) {
            Path golden = golden(device.id());
            Problems problems = new Problems(golden.toString());
            List<DocumentDump> dumps = DocumentDump.read(golden, problems);
            assertThat(problems.sorted()).isEmpty();
            assertThat(dumps).as(device.id()).hasSizeGreaterThanOrEqualTo(2);
            for (DocumentDump dump : dumps) {
                DocumentDumpReport report = new DocumentDumpReport(device, dump);
                assertThat(report.differences()).as(device.id()).isEmpty();
                assertThat(report.rows()).as(device.id()).isPositive();
            }
        }
    }

    private static Path golden(String id) throws IOException {
        return Files.readAllLines(PROFILES.resolve("index")).stream()
                .filter(line -> line.startsWith(id + " "))
                .map(line -> PROFILES.resolve(line.split(" ", -1)[1].replace(".yaml", ".golden")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDocumentIsTakenAsItCame() throws IOException {
        Result whole = documents("{\"active_power_w\": -543, \"active_voltage_l1_v\": null}");
        assertThat(whole.exit()).as(whole.err()).isZero();
        assertThat(whole.out())
                .containsPattern("active_power_w +-543 +W +active-power +-543\n")
                .containsPattern("active_voltage_l1_v +no value +V +voltage.L1 +null\n")
                .contains("not in the dump");
        Result wrong = documents("get /api/v1/data\n{\"active_power_w\": 5}\npoint active-power = -5\n");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.out()).contains("does not agree: point active-power is 5, not -5");
        assertThat(documents("get /api/v1/data\n{\"active_power_w\":").err()).contains("dump:2:1: ");
        assertThat(documents("{\"other\": 1}").err()).contains("are these its documents?");
    }

    @Test
    void whatReadPrintsIsADumpToo() throws IOException {
        String lines = """
            {"address":0,"words":[65535,64536]}
            {"address":2,"words":[2301]}
            {"address":10,"words":[21365,28243],"function":4}
            {"address":20,"words":null}
            """;
        Result result = check(ACME, lines, "--json");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(JsonText.of(JsonValue.parse(result.out())))
                .contains("\"name\":\"Power\",\"state\":\"value\",\"value\":-100,")
                .contains("\"name\":\"U1\",\"state\":\"value\",\"value\":230.1,")
                .contains("\"name\":\"Serial\",\"state\":\"value\",\"value\":\"SunS\",")
                .contains("\"name\":\"F\",\"state\":\"not-in-dump\",\"value\":null,");
        Result table =
                check(ACME, "{\"profile\":\"x\",\"registers\":[{\"address\":2,\"name\":\"y\",\"words\":[2301]}]}");
        assertThat(table.out()).containsPattern("U1 +230.1 ");
    }

    @Test
    void whatADumpShouldMeanIsCompared() throws IOException {
        String dump = """
            [first]
            0: ffff fc18
            row Power = -100
            point active-power = -100
            [second]
            2: 08fd
            row U1 = 231
            row U9 = 1
            point voltage.L1 = 230.1
            """;
        Result result = check(ACME, dump);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .contains("[first]\n", "[second]\n")
                .contains("does not agree: row U1 is 230.1, not 231\n")
                .contains("does not agree: row U9: the profile has none of this name\n")
                .doesNotContain("row Power is");
    }

    @Test
    void errorsHaveTheirPlaces() throws IOException {
        Result profile = check(ACME.replace("as: u16, scale: 0.1", "az: u16"), "0: 1");
        assertThat(profile.exit()).isEqualTo(2);
        assertThat(profile.err()).contains("acme-m3.yaml:13:14: ").contains("unknown key; did you mean");
        for (String[] bad : new String[][] {
            {"0: 1 xyz", ":1:6: 'xyz' is no register"},
            {"# x\n70000: 1", ":2:1: "},
            {"0: 1\nrow Power 1", ":2:1: "},
            {"65535: 1 2", ":1:1: there are words behind register 65535"},
            {"", "there is no register in this file"},
            {"{\"address\":0,\"words\":[70000]}", ":1:1: a word is a number from 0 to 65535"},
            {"{\"address\":0,", ":1:1: this is not JSON"},
            {"{\"address\":0,\"words\":[1]}\n{\"x\":1}", ":2:1: there is no `address`"}
        }) {
            Result result = check(ACME, bad[0]);
            assertThat(result.exit()).as(bad[0]).isEqualTo(2);
            assertThat(result.err()).contains(bad[1]).doesNotContain("Exception");
            assertThat(result.out()).isEmpty();
        }
        Result elsewhere = check(ACME, "40000: 5375 6e53");
        assertThat(elsewhere.exit()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("no row of acme-m3 is in ");
        Result missing = polymeter(
                "profiles", "check", "kostal-ksem", directory.resolve("none").toString());
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("there is no ").doesNotContain("Exception");
    }

    @Test
    void noBytesAreTooMuch() throws IOException {
        Random random = new Random(7);
        String alphabet = "0123456789abcdef: \n{}[],\"addresswordsrow = point input #\u0000é";
        Path dump = directory.resolve("noise");
        for (int i = 0; i < 500; i++) {
            StringBuilder noise = new StringBuilder(i % 2 == 0 ? "" : "{\"address\":");
            for (int j = random.nextInt(60); j > 0; j--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Problems problems = new Problems("noise");
            List<RegisterDump> dumps = RegisterDump.read(Files.writeString(dump, noise), 3, problems);
            assertThat(dumps.isEmpty() && !problems.hasErrors()).isFalse();
        }
    }

    @Test
    void everyBuiltInDeviceAgreesWithItsGoldenDump() throws IOException {
        int devices = 0;
        for (String line : Files.readAllLines(PROFILES.resolve("index"))) {
            String[] words = line.split(" +", -1);
            Path golden = PROFILES.resolve(words.length < 2 ? "none" : words[1].replace(".yaml", ".golden"));
            // A golden file of documents is judged where documents are read.
            if (Files.exists(golden) && List.of(words).stream().noneMatch("documents"::equals)) {
                Profile profile = Catalog.builtIn().find(words[0]).orElseThrow();
                Problems problems = new Problems(golden.toString());
                List<RegisterDump> dumps =
                        RegisterDump.read(golden, profile.wire().functions().getFirst(), problems);
                assertThat(problems.sorted()).isEmpty();
                assertThat(dumps)
                        .isNotEmpty()
                        .allSatisfy(dump -> assertThat(new DumpReport(profile, dump).differences())
                                .as(words[0])
                                .isEmpty());
                devices++;
            }
        }
        assertThat(devices).isGreaterThan(14);
    }

    private Result check(String profile, String dump, String... more) throws IOException {
        String file =
                Files.writeString(directory.resolve("acme-m3.yaml"), profile).toString();
        String words = Files.writeString(directory.resolve("dump"), dump).toString();
        return more.length == 0
                ? polymeter("profiles", "check", file, words)
                : polymeter("profiles", "check", file, words, more[0]);
    }

    private Result documents(String dump) throws IOException {
        Path file = Files.writeString(directory.resolve("dump"), dump);
        return polymeter("profiles", "check", "homewizard-p1", file.toString());
    }

    private static Result polymeter(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit = Cli.run(() -> List.of(new ModbusProtocol()), words);
            return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
