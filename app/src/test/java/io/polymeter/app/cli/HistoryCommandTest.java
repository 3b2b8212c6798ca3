package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.history.HistoryWriter;
import io.polymeter.app.history.Series;
import io.polymeter.config.HistorySettings;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.point.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `polymeter history` prints of a history that is known.
class HistoryCommandTest {

    /// The hour that comes twice begins: 02:00 in Berlin, of summer.
    private static final long BEGIN = Instant.parse("2026-10-25T00:00:00Z").getEpochSecond();

    private static final Series POWER =
            new Series("grid", Point.parse("active-power").orElseThrow());
    private static final Series IMPORT =
            new Series("grid", Point.parse("active-energy-import").orElseThrow());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private record Result(int exit, String out, String err) {}

    @BeforeEach
    void configuration() throws IOException {
        Files.writeString(directory.resolve("polymeter.yaml"), """
                site: { timezone: Europe/Berlin }
                meters: { grid: { simulate: summer-day } }
                history: {}
                """);
    }

    /// Two hours at 1200 W, with a minute of silence after the first one.
    private void write() throws IOException {
        HistorySettings.Keep keep =
                new HistorySettings.Keep(Duration.ofDays(2), Duration.ofDays(90), Duration.ofDays(7300));
        try (HistoryWriter writer = HistoryWriter.open(directory.resolve("state"), keep)) {
            for (int minute = 0; minute < 120; minute++) {
                double[] power = new double[60];
                Arrays.fill(power, minute == 60 ? Double.NaN : 1200);
                double[] energy = new double[60];
                Arrays.fill(energy, minute == 60 ? Double.NaN : 5000 + 20 * minute);
                writer.minute(BEGIN + 60L * minute, Map.of(POWER, power, IMPORT, energy));
            }
        }
    }

    private Result history(String... more) {
        String[] words = new String[more.length + 3];
        System.arraycopy(new String[] {"history", "--config", directory + "/polymeter.yaml"}, 0, words, 0, 3);
        System.arraycopy(more, 0, words, 3, more.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream systemOut = System.out;
        PrintStream systemErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit = Cli.run(() -> List.of(new SimulateProtocol()), words);
            return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(systemOut);
            System.setErr(systemErr);
        }
    }

    @Test
    void theHourThatComesTwiceIsToldApart() throws IOException {
        write();
        Result csv = history("grid", "--point", "active-power", "--from", "2026-10-25", "--to", "2026-10-26", "--csv");
        assertThat(csv.exit()).as(csv.err()).isZero();
        assertThat(csv.out())
                .startsWith("time,min,mean,max,covered\r\n2026-10-25T02:00:00+02:00,1200,1200,1200,1\r\n")
                .contains("\r\n2026-10-25T02:59:00+02:00,", "\r\n2026-10-25T02:01:00+01:00,")
                .doesNotContain("2026-10-25T02:00:00+01:00");
        assertThat(csv.out().lines()).hasSize(120);
    }

    @Test
    void energyIsTheGrowthOfTheCounterAcrossTheGap() throws IOException {
        write();
        String[] day = {"grid", "--from", "2026-10-25", "--to", "2026-10-26"};
        assertThat(history(day).out()).contains("2026-10-25 00:00:00  2.380         -");
        Result json = history("grid", "--from", "2026-10-25", "--to", "2026-10-26", "--json");
        assertThat(json.out())
                .contains(
                        "\"start\":\"2026-10-25T00:00:00+02:00\",\"end\":\"2026-10-26T00:00:00+01:00\",\"imported\":2380,")
                .doesNotContain("exported");
    }

    @Test
    void whatThereIsIsListed() throws IOException {
        write();
        assertThat(history("--all").out())
                .contains("grid   active-power          W", "seconds since 2026-10-25 02:00:00");
        String brief = history().out();
        assertThat(brief)
                .contains("grid   2\n", "seconds since 2026-10-25 02:00:00")
                .doesNotContain("active-power");
        assertThat(history("grid", "--point", "active-power", "--to", "2026-10-25T04:00")
                        .out()
                        .lines())
                .as("quarter-hours")
                .hasSize(8);
    }

    @Test
    void whatThereIsIsAJsonDocumentForPrograms() throws IOException {
        write();
        Result result = history("--json");
        assertThat(result.exit()).isZero();
        assertThat(JsonText.of(JsonValue.parse(result.out())))
                .contains("\"timezone\":\"Europe/Berlin\"", "\"second\":\"2026-10-25T00:00:00Z\"")
                .contains("{\"meter\":\"grid\",\"point\":\"active-power\",\"unit\":\"W\"}");
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        Result none = history("grid");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("there is no history", "after the first minute");
        write();
        assertThat(history("gird").err()).contains("no history of 'gird', but of grid");
        assertThat(history("grid", "--point", "power").err()).contains("there is no point 'power'");
        assertThat(history("grid", "--per", "week").err()).contains("quarter-hour, hour, day, month, year");
        assertThat(history("grid", "--from", "yesterday").err()).contains("--from: 'yesterday' is not a time");
        assertThat(history("grid", "--csv", "--json").exit()).isEqualTo(2);
    }
}
