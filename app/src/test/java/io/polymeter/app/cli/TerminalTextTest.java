package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands draw and print.
class TerminalTextTest {

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void aBarGrowsWithTheStepsAndIsTakenAway() {
        try (ScanProgress bar = new ScanProgress(out, true, 4, "addresses")) {
            bar.step();
            bar.step();
            bar.found(3);
            assertThat(text.toString()).endsWith("\r[" + "#".repeat(15) + ".".repeat(15) + "] 2/4 addresses, 3 found ");
            bar.step();
            bar.step();
            bar.step();
            assertThat(text.toString()).endsWith("] 4/4 addresses, 3 found ");
        }
        assertThat(text.toString()).matches("(?s).*\r {60,}\r");
    }

    @Test
    void whereNothingIsATerminalNothingIsDrawn() {
        try (ScanProgress bar = new ScanProgress(out, false, 0, "addresses")) {
            bar.step();
            bar.found(1);
        }
        assertThat(text.toString()).isEmpty();
    }

    @Test
    void whereNothingIsATerminalANoteIsPrintedOnceForAsLongAsItHolds() {
        StringWriter notes = new StringWriter();
        TerminalView view = TerminalView.of(out, new PrintWriter(notes), false);
        view.show("one\n", List.of("refuses 5"));
        view.show("two\n", List.of("refuses 5"));
        view.keep(List.of("silent"));
        view.keep(List.of("silent"));
        view.show("three\n", List.of("refuses 5"));
        assertThat(text.toString()).isEqualTo("one\ntwo\nthree\n");
        assertThat(notes.toString().lines()).containsExactly("refuses 5", "silent", "refuses 5");
    }

    @Test
    void onATerminalEachPictureReplacesTheOneBefore() {
        StringWriter notes = new StringWriter();
        TerminalView view = new TerminalView(out, new PrintWriter(notes), new TerminalView.Size(5, 10));
        view.show("1\n2\n3\n", List.of("a note that is too long"));
        assertThat(text.toString())
                .isEqualTo("\u001b[H\u001b[J1\u001b[K\n2\u001b[K\n3\u001b[K\na note th…\u001b[K\n\u001b[J");
        text.getBuffer().setLength(0);
        view.show("1\n2\n3\n4\n5\n", List.of());
        assertThat(text.toString().lines().limit(4))
                .containsExactly("\u001b[H1\u001b[K", "2\u001b[K", "3\u001b[K", "… 2 more …\u001b[K");
        text.getBuffer().setLength(0);
        view.keep(List.of("silent"));
        assertThat(text.toString())
                .as("the last text stays, and nothing scrolls")
                .startsWith("\u001b[H1\u001b[K\n");
        assertThat(text.toString().lines().limit(4)).contains("silent\u001b[K");
        assertThat(notes.toString()).isEmpty();
    }

    @Test
    void documentsAreListedWithWhereTheyAreAndWhatTheirFieldsMean() {
        Profile profile = Catalog.builtIn().find("shelly-pro-3em").orElseThrow();
        String table = DocumentTable.append(new StringBuilder(), profile).toString();
        assertThat(table)
                .contains("GET /rpc", "topic ", "variable ", "group live: fresh for")
                .containsPattern("total_act_power +W +active-power +live")
                .containsPattern("c_voltage +V +voltage.L3 +live");
    }

    @Test
    void aConfigurationIsPlannedOrAllThatIsWrongWithItIsTold() throws IOException {
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, "meters: { grid: { simulate: summer-day } }\n");
        LoadedConfiguration right = LoadedConfiguration.from(file, wiring);
        assertThat(right.planOrFail().settings().meters()).containsOnlyKeys("grid");
        assertThat(right.summary()).isEqualTo("the configuration has 0 errors");

        Files.writeString(file, "meters: { grid: { simulate: summer-day, role: sun } }\nmeter: 1\n");
        LoadedConfiguration wrong = LoadedConfiguration.from(file, wiring);
        assertThat(wrong.plan()).isNull();
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(wrong::planOrFail)
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .withMessageContainingAll("has 2 errors", "meters.grid.role", "did you mean 'meters'?");
        assertThat(wrong.lines().lines()).hasSize(2);

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> LoadedConfiguration.from(directory.resolve("nowhere.yaml"), wiring)
                        .planOrFail())
                .withMessageContaining("nowhere.yaml");
    }

    @Test
    void aSignalThatThisSystemDoesNotHaveKeepsItsEffect() {
        assertThat(Signals.on("NOSUCHSIGNAL", () -> {})).isFalse();
    }
}
