package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page that tells how to add a device is followed to the letter: its files are written, its commands run.
@Timeout(60)
class AddADeviceIT {

    private static final Pattern FILE = Pattern.compile("(?ms)^```yaml\n# file: (\\S+)\n(.*?)^```$");
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    /// The page's port, and a free one in its place.
    private static final String PORT = "1502";

    @TempDir
    private Path directory;

    private String page = "";
    private int port;

    @BeforeEach
    void writeTheFilesOfThePage() throws Exception {
        port = Ports.free();
        page = Files.readString(Checkouts.path("docs/add-a-device.md")).replace(":" + PORT, ":" + port);
        Matcher file = FILE.matcher(page);
        while (file.find()) {
            Files.writeString(directory.resolve(file.group(1)), file.group(2));
        }
        assertThat(directory.resolve("acme-m3.yaml")).exists();
    }

    /// The commands of the page, without `polymeter`.
    private List<String[]> commands() {
        return COMMANDS.matcher(page)
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.split(" ", -1))
                .map(words -> Arrays.copyOfRange(words, 1, words.length))
                .toList();
    }

    @Test
    void itsCommandsDoWhatItSays() throws Exception {
        List<String[]> commands = commands();
        assertThat(commands).extracting(words -> words[0]).containsExactly("profiles", "check", "run", "read");

        Outcome table = Polymeter.command(directory, commands.get(0));
        assertThat(table.exit()).as(table.err()).isZero();
        assertThat(table.out()).contains("serial 19200 8E1", "active-power (negated)");

        Outcome check = Polymeter.command(directory, commands.get(1));
        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.out()).contains("polymeter.yaml: no errors");
        assertThat(check.err()).isEmpty();

        String configuration = Files.readString(directory.resolve("polymeter.yaml"));
        try (Polymeter polymeter = Polymeter.run(directory, configuration)) {
            polymeter.listening(port);
            Outcome read = Polymeter.command(directory, commands.get(3));
            assertThat(read.exit()).as(read.err()).isZero();
            assertThat(read.out()).containsPattern("Power +-?[0-9.]+ +W +active-power \\(negated\\)");
            assertThat(read.out()).containsPattern("U3 +2[0-9]{2}(\\.[0-9])? +V +voltage.L3");
            assertThat(read.out()).containsPattern("Energy +[0-9.]+ +Wh +active-energy-import");
            assertOppositeSigns();
        }
    }

    /// Nothing in its registers says what it is, but its values are those of few.
    @Test
    void aDeviceThatNothingNamesIsToldAsWhatItMayBe() throws Exception {
        String configuration = """
                meters:
                  device: { profile: finder-7m38, simulate: summer-day }
                outputs:
                  serve: { meter: device, modbus: { serve: "tcp://127.0.0.1:%d" } }
                http: { enabled: false }
                """.formatted(port);
        try (Polymeter polymeter = Polymeter.run(directory, configuration)) {
            polymeter.listening(port);
            Outcome read = Polymeter.command(directory, "read", "tcp://127.0.0.1:" + port, "--profile", "auto");
            assertThat(read.exit()).as("%s", read).isEqualTo(1);
            assertThat(read.err())
                    .contains("by its values it may be finder-7m38: try `--profile finder-7m38`", "the name plate");
        }
    }

    /// The imaginary meter counts feeding in as positive; a KSEM has a register for each direction.
    private void assertOppositeSigns() throws Exception {
        String address = "tcp://127.0.0.1:" + port;
        Outcome ksem = Polymeter.command(directory, "read", address, "--unit", "2", "--profile", "kostal-ksem");
        Outcome acme = Polymeter.command(directory, "read", address, "--profile", "./acme-m3.yaml");
        double imported = number(ksem.out(), "ActivePowerPlus");
        double exported = number(ksem.out(), "ActivePowerMinus");
        assertThat(Math.min(imported, exported)).isZero();
        // Read one after the other, while the house goes on.
        assertThat(number(acme.out(), "Power"))
                .isCloseTo(exported - imported, org.assertj.core.data.Offset.offset(500.0));
    }

    private static double number(String table, String name) {
        Matcher row = Pattern.compile(" " + name + " +(-?[0-9.]+) ").matcher(table);
        assertThat(row.find()).as(table).isTrue();
        return Double.parseDouble(row.group(1));
    }
}
