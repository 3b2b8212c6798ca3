package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The short way to a few commands: which it takes, and that they do what they always did.
class PlainRunTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --config a.yaml", "check", "check a.yaml", "check --config a.yaml", "version"})
    void takesWhatServicesAndScriptsWrite(String line) {
        assertThat(PlainRun.understands(line.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run a.yaml",
                "run --config",
                "run --config --debug",
                "check --json",
                "check --help",
                "check a.yaml b.yaml",
                "check --json a.yaml",
                "version --help",
                "status",
                "--version",
                "help"
            })
    void leavesEverythingElseToTheLibrary(String line) {
        assertThat(PlainRun.understands(line.split(" "))).isFalse();
        assertThat(PlainRun.understands()).isFalse();
    }

    @Test
    void saysWhatAGoodFileWillDo() throws IOException {
        Path file = write("""
                meters: { grid: { profile: kostal-ksem, modbus: { poll: "tcp://192.168.178.20" } } }
                outputs: { plc: { meter: grid, modbus: { serve: "tcp://0.0.0.0:1502" } } }
                """);
        assertThat(run("check", file.toString())).isZero();
        assertThat(out.toString()).contains("tcp://0.0.0.0:1502").contains(file + ": no errors");
        assertThat(run("check", "--config", file.toString())).isZero();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path file = write("meters: { grid: { profil: kostal-ksem } }\n");
        assertThat(run("check", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("profil").contains(file + ":1:");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void printsTheVersion() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines(VersionCommand.line() + "\n");
    }

    private static List<Protocol> protocols() {
        return List.of(new ModbusProtocol());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("polymeter.yaml"), text);
    }

    private int run(String... args) {
        return PlainRun.run(
                PlainRunTest::protocols, new PlainRun.Streams(new PrintWriter(out), new PrintWriter(err)), args);
    }
}
