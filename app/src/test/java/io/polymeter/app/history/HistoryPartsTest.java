package io.polymeter.app.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.json.JsonText;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The parts of the history, each for itself.
class HistoryPartsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Series IMPORT = History.imported("grid");
    private static final Series POWER = new Series("grid", Point.of(Quantity.ACTIVE_POWER));
    private static final double NONE = Double.NaN;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "2026-11-20, 2026-11-19T23:00:00Z",
        "2026-11-20T18:30, 2026-11-20T17:30:00Z",
        "2026-07-20T18:30:01, 2026-07-20T16:30:01Z",
        "2026-11-20T18:30:00Z, 2026-11-20T18:30:00Z",
        "2026-11-20T18:30+05:30, 2026-11-20T13:00:00Z",
        "1700000000, 2023-11-14T22:13:20Z",
        "' 1970-01-02 ', 1970-01-01T23:00:00Z",
    })
    void aTimeIsReadAsPeopleWriteIt(String text, Instant instant) {
        assertThat(Instants.parse(text, BERLIN)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-13-01", "20.11.2026", "2026-11-20T25:00", "99999999999999999999999"})
    void whatIsNoTimeIsRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instants.parse(text, BERLIN))
                .withMessageContaining("expected e.g. 2026-11-20");
    }

    @Test
    void aTimeOutsideOfTheEraIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instants.parse("1969-12-31T00:00:00Z", BERLIN))
                .withMessageContaining("not between 1970 and 9999");
        assertThat(Instants.local(Instant.parse("2026-11-20T17:30:00.9Z"), BERLIN))
                .isEqualTo("2026-11-20 18:30:00");
    }

    @Test
    void everyWattHourCountsOnce() {
        EnergyDeltas deltas = new EnergyDeltas(Map.of());
        assertThat(deltas.growth(IMPORT, new double[] {100, NONE, 103})).isEqualTo(3);
        assertThat(deltas.growth(IMPORT, new double[] {NONE, 110})).isEqualTo(7);
        // Begun anew: what it was before is no growth, what comes then is.
        assertThat(deltas.growth(IMPORT, new double[] {5, 6})).isEqualTo(1);
        assertThat(deltas.last()).containsExactly(Map.entry(IMPORT, 6.0));

        EnergyDeltas stored = new EnergyDeltas(Map.of(IMPORT, 50.0));
        stored.seen(IMPORT, new double[] {70, 60, NONE});
        assertThat(stored.growth(IMPORT, new double[] {71})).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1.5, 1.5", "-0.00004, 0", "2.00004, 2", "0.12345, 0.1234", "1e13, 10000000000000", "NaN, ''"})
    void aNumberOfAnExportIsAPlainDecimal(double value, String text) {
        assertThat(Export.number(value)).isEqualTo(text);
    }

    @Test
    void exportedEnergyCarriesTheOffsetOfItsPlace() throws IOException {
        List<Energy> days = List.of(new Energy(
                Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z"), 1500, NONE, 1));
        StringBuilder csv = new StringBuilder();
        new Export(csv, Export.Form.CSV, BERLIN).energy("grid", Period.DAY, days);
        assertThat(csv.toString().lines().toList().get(1))
                .startsWith("2026-10-25T00:00:00+02:00,2026-10-26T00:00:00+01:00,")
                .contains("1500,,1");
        StringBuilder json = new StringBuilder();
        new Export(json, Export.Form.JSON, BERLIN).energy("grid", Period.DAY, days);
        assertThat(json).contains("\"imported\":1500").doesNotContain("exported\":", "NaN");
    }

    @Test
    void whatTheFileSaysOfItselfIsReadAsItWasWritten() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("x.db"))) {
            Tables tables = new Tables(connection);
            assertThat(tables.exist()).isFalse();
            tables.create();
            assertThat(tables.exist()).isTrue();
            assertThat(ArchiveState.open(tables)).isEmpty();
            assertThat(ArchiveState.pruned(tables)).isEqualTo(Long.MIN_VALUE);

            int id = tables.add(IMPORT);
            ArchiveState.open(tables, new TreeSet<>(List.of(7200L, 3600L)));
            ArchiveState.pruned(tables, 42);
            ArchiveState.counters(tables, Map.of(IMPORT, 12.5, POWER, 1.0), Map.of(IMPORT, id));
            assertThat(ArchiveState.open(tables)).containsExactly(3600L, 7200L);
            assertThat(ArchiveState.pruned(tables)).isEqualTo(42);
            assertThat(ArchiveState.counters(tables, tables.series())).containsExactly(Map.entry(IMPORT, 12.5));

            tables.execute("PRAGMA user_version = 9");
            assertThatThrownBy(tables::create).isInstanceOf(IOException.class).hasMessageContaining("of kind 9");
        }
    }

    @Test
    void whatThereIsIsListedWithSinceWhen() {
        Map<Resolution, @org.jspecify.annotations.Nullable Instant> since = new TreeMap<>();
        since.put(Resolution.MINUTE, Instant.EPOCH);
        String json =
                JsonText.of(new Available(List.of(POWER), since).json(BERLIN).build());
        assertThat(json)
                .contains("\"timezone\":\"Europe/Berlin\"", "\"minute\":\"1970-01-01T00:00:00Z\"")
                .contains("\"meter\":\"grid\",\"point\":\"active-power\",\"unit\":\"W\"");
    }

    @Test
    void theMomentHoldsTheDiskAndWhatIsNotOnItYet() throws Exception {
        CommitThread.Pending pending = new CommitThread.Pending(List.of(), Map.of());
        try (HistorySnapshot nothing = new HistorySnapshot(null, pending)) {
            assertThat(nothing.live()).isEmpty();
            assertThat(nothing.tables()).isNull();
            assertThat(nothing.isPruned(0)).isFalse();
        }
        Days days = new Days(1);
        List<Batch> batches = days.minutes(36_000, 60);
        try (HistorySnapshot memory = new HistorySnapshot(null, new CommitThread.Pending(batches, Map.of()))) {
            assertThat(memory.live()).containsExactly(36_000L);
            HourAggregation hour = memory.fold(36_000, Days.POWER::equals);
            assertThat(hour.minutes()).containsOnlyKeys(Days.POWER);
            double[] first = days.intervals(Days.POWER, 900).firstEntry().getValue();
            assertThat(hour.quarters().get(Days.POWER)).isNotNull();
            assertThat(first[3]).isPositive();
            assertThat(HourAggregation.hourOf(39_599)).isEqualTo(36_000);
        }
    }

    @Test
    void thePastOfAMeterIsToldWithTheLengthOfItsIntervals() throws Exception {
        List<Batch> batches = new Days(2).minutes(36_000, 60);
        History.Memory memory = new History.Memory() {
            @Override
            public CommitThread.Pending pending() {
                return new CommitThread.Pending(batches, Map.of());
            }

            @Override
            public boolean hold(Duration most) {
                return true;
            }

            @Override
            public void release() {}
        };
        KeptPast past = new KeptPast(new History(new HistoryFile(directory), BERLIN, memory));
        assertThat(past.since()).contains(Instant.ofEpochSecond(36_000));
        List<String> told = new ArrayList<>();
        Instant from = Instant.ofEpochSecond(36_000);
        past.read("grid", from, from.plusSeconds(3600), (point, interval) -> {
            assertThat(interval.mean()).isFinite().isLessThanOrEqualTo(interval.greatest());
            assertThat(interval.covered()).isBetween(1, interval.seconds());
            told.add(point.name() + " " + interval.seconds());
        });
        assertThat(told).contains("active-power 60").doesNotContain("active-power 900");
        past.read("nobody", from, from.plusSeconds(3600), (_, _) -> told.add("nobody"));
        assertThat(told).doesNotContain("nobody");
    }

    @Test
    void theLibraryIsKeptOnlyWhereNobodySaidWhereItIs() {
        String said = System.getProperty("org.sqlite.lib.path");
        System.setProperty("org.sqlite.lib.path", "/somewhere");
        try {
            SqliteLibrary.keepIn(directory.resolve("native"));
            assertThat(Files.exists(directory.resolve("native"))).isFalse();
        } finally {
            if (said == null) {
                System.clearProperty("org.sqlite.lib.path");
            } else {
                System.setProperty("org.sqlite.lib.path", said);
            }
        }
    }
}
