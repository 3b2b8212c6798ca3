package io.polymeter.app.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

    private static final Archive.Keep LONG = new Archive.Keep(400L * 86_400, 400L * 86_400, 400L * 86_400);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /// Four hours before the day that has 25.
    private static final long BEGIN = Instant.parse("2026-10-24T18:00:00Z").getEpochSecond();

    @TempDir
    Path state;

    private record Pending(List<Batch> batches, Map<Series, Double> counters) implements History.Memory {
        @Override
        public CommitThread.Pending pending() {
            return new CommitThread.Pending(batches, counters);
        }

        @Override
        public boolean hold(Duration most) {
            return true;
        }

        @Override
        public void release() {}
    }

    /// Writes all but the last batches, which stay in memory.
    private History written(List<Batch> batches, int inMemory, int atOnce) throws SQLException, IOException {
        int onDisk = batches.size() - inMemory;
        try (Archive archive = new HistoryFile(state).open(LONG)) {
            for (int i = 0; i < onDisk; i += atOnce) {
                archive.commit(batches.subList(i, Math.min(onDisk, i + atOnce)));
            }
            Pending pending = new Pending(batches.subList(onDisk, batches.size()), archive.counters());
            return new History(new HistoryFile(state), BERLIN, pending);
        }
    }

    private static void assertSame(History history, Days days) throws IOException {
        for (Series series : List.of(Days.POWER, Days.VOLTAGE, Days.IMPORT, Days.EXPORT)) {
            for (Resolution resolution : Resolution.values()) {
                assertSame(history, days, series, resolution);
            }
        }
        for (Period period : Period.values()) {
            assertSame(history, days, period);
        }
    }

    private static void assertSame(History history, Days days, Series series, Resolution resolution)
            throws IOException {
        NavigableMap<Long, double[]> expected = days.intervals(series, resolution.seconds());
        List<Interval> slots = all(history, series, resolution);
        // Thousands of them: compared as a whole.
        assertThat(slots.stream().map(slot -> slot.start().getEpochSecond()).toList())
                .as("%s by %s", series, resolution)
                .isEqualTo(List.copyOf(expected.keySet()));
        double half = resolution == Resolution.SECOND ? 1e-9 : series.equals(Days.VOLTAGE) ? 0.000501 : 0.0501;
        for (Interval slot : slots) {
            double[] sum = Objects.requireNonNull(expected.get(slot.start().getEpochSecond()));
            boolean same = slot.min() == sum[0]
                    && slot.max() == sum[2]
                    && Math.abs(slot.mean() - sum[1] / sum[3]) <= half
                    && slot.covered() == sum[3] / resolution.seconds();
            assertThat(same)
                    .as("%s, expected least, sum, greatest, number: %s", slot, Arrays.toString(sum))
                    .isTrue();
        }
    }

    private static List<Interval> all(History history, Series series, Resolution resolution) throws IOException {
        List<Interval> slots = new ArrayList<>();
        history.series(
                new History.Query(series, Instant.ofEpochSecond(0), Instant.parse("2100-01-01T00:00:00Z"), resolution),
                slots::add);
        return slots;
    }

    private static void assertSame(History history, Days days, Period period) throws IOException {
        TreeMap<Instant, double[]> expected = new TreeMap<>();
        for (Series series : List.of(Days.IMPORT, Days.EXPORT)) {
            days.growthOf(series)
                    .forEach((quarter, gained) -> expected.computeIfAbsent(
                                    period.start(Instant.ofEpochSecond(quarter), BERLIN), _ -> new double[2])[
                            series == Days.IMPORT ? 0 : 1] += gained);
        }
        List<Energy> energies =
                history.energy("grid", period, Instant.ofEpochSecond(0), Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(energies.stream().map(Energy::start)).containsExactlyElementsOf(expected.keySet());
        for (Energy energy : energies) {
            double[] sums = Objects.requireNonNull(expected.get(energy.start()));
            assertThat(energy.imported()).isCloseTo(sums[0], within(0.01));
            assertThat(energy.exported()).isCloseTo(sums[1], within(0.01));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyAnswerIsWhatTheSamplesAmountTo(int seed) throws Exception {
        Days days = new Days(seed);
        List<Batch> batches = days.minutes(BEGIN + 17 * 60, 27 * 60);
        assertSame(written(batches, 7 * seed, 40), days);
        // And without the memory of the program that wrote it.
        History file = History.in(state, BERLIN);
        assertThat(all(file, Days.POWER, Resolution.SECOND)).isNotEmpty();
    }

    @Test
    void allOfItMayBeInMemory() throws Exception {
        Days days = new Days(9);
        List<Batch> batches = days.minutes(BEGIN, 130);
        assertSame(new History(new HistoryFile(state), BERLIN, new Pending(batches, Map.of())), days);
    }

    @Test
    void aFileWhoseTablesAreNotThereYetIsAnEmptyHistory() throws Exception {
        Files.createDirectories(state.resolve("history"));
        Files.createFile(state.resolve("history").resolve("history.db"));
        History history = History.in(state, BERLIN);
        assertThat(history.available().series()).isEmpty();
        assertThat(history.energy("grid", Period.DAY, Instant.ofEpochSecond(BEGIN), Instant.ofEpochSecond(BEGIN + 60)))
                .isEmpty();
    }

    @Test
    void hoursAddUpToTheirDay() throws Exception {
        Days days = new Days(4);
        History history = written(days.minutes(BEGIN, 34 * 60), 0, 60);
        Instant from = Period.DAY.start(Instant.ofEpochSecond(BEGIN + 12 * 3600), BERLIN);
        Instant to = Period.DAY.end(from, BERLIN);
        double day = history.energy("grid", Period.DAY, from, to).getFirst().imported();
        List<Energy> hours = history.energy("grid", Period.HOUR, from, to);
        assertThat(hours)
                .hasSizeGreaterThan(8)
                .allSatisfy(
                        hour -> assertThat(hour.end()).isEqualTo(hour.start().plusSeconds(3600)));
        assertThat(hours.stream().mapToDouble(Energy::imported).sum()).isCloseTo(day, within(1e-6));
    }

    @Test
    void theDayThatHas25HoursIsOneDay() throws Exception {
        Days days = new Days(4);
        History history = written(days.minutes(BEGIN, 34 * 60), 0, 60);
        List<Energy> energies = history.energy(
                "grid", Period.DAY, Instant.parse("2026-10-25T12:00:00Z"), Instant.parse("2026-10-25T13:00:00Z"));
        assertThat(energies).singleElement().satisfies(day -> {
            assertThat(day.start()).isEqualTo(Instant.parse("2026-10-24T22:00:00Z"));
            assertThat(day.end()).isEqualTo(Instant.parse("2026-10-25T23:00:00Z"));
            assertThat(day.covered()).isBetween(0.5, 1.0);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 75})
    void anotherProgramGoesOnWhereTheLastOneCommitted(int lost) throws Exception {
        Days days = new Days(5);
        List<Batch> before = days.minutes(BEGIN, 200);
        written(before, 0, 10);
        // The other one finds the counters further on: that energy is told when it is heard.
        Days gone = new Days(6);
        gone.minutes(BEGIN, lost);
        List<Batch> after = days.minutes(BEGIN + 60L * (200 + lost), 150);
        assertSame(written(after, 0, 10), days);
    }

    @Test
    void aClockThatIsSetBackKeepsWhatIsThereAndLosesNoEnergy() throws Exception {
        Days days = new Days(7);
        List<Batch> batches = new ArrayList<>(days.minutes(BEGIN, 150));
        batches.addAll(days.minutes(BEGIN + 45 * 60, 30));
        batches.addAll(days.minutes(BEGIN - 26 * 3600, 100));
        batches.addAll(days.minutes(BEGIN + 170 * 60, 20));
        for (int inMemory : new int[] {0, 10, 140}) {
            assertSame(new History(new HistoryFile(state), BERLIN, memoryOf(batches, inMemory)), days);
            clean();
        }
    }

    private Pending memoryOf(List<Batch> batches, int inMemory) throws SQLException, IOException {
        int onDisk = batches.size() - inMemory;
        try (Archive archive = new HistoryFile(state).open(LONG)) {
            archive.commit(batches.subList(0, onDisk));
            return new Pending(batches.subList(onDisk, batches.size()), archive.counters());
        }
    }

    private void clean() throws IOException {
        for (String part : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(state.resolve("history").resolve("history.db" + part));
        }
    }

    @Test
    void whatIsOldIsForgottenByResolution() throws Exception {
        Days days = new Days(8);
        Archive.Keep keep = new Archive.Keep(6 * 3600, 24 * 3600, 3 * 86_400);
        List<Batch> batches = days.minutes(BEGIN, 40 * 60);
        try (Archive archive = new HistoryFile(state).open(keep)) {
            for (int i = 0; i < batches.size(); i += 60) {
                archive.commit(batches.subList(i, i + 60));
            }
        }
        History history = History.in(state, BERLIN);
        long end = BEGIN + 40 * 3600;
        assertThat(all(history, Days.POWER, Resolution.SECOND)
                        .getFirst()
                        .start()
                        .getEpochSecond())
                .isBetween(end - 8 * 3600, end - 6 * 3600 + 600);
        assertThat(all(history, Days.POWER, Resolution.MINUTE)
                        .getFirst()
                        .start()
                        .getEpochSecond())
                .isBetween(end - 26 * 3600, end - 24 * 3600 + 12_000);
        assertThat(all(history, Days.POWER, Resolution.QUARTER_HOUR)
                        .getFirst()
                        .start()
                        .getEpochSecond())
                .isBetween(BEGIN, BEGIN + 900);
        assertSame(history, days, Period.MONTH);
    }

    @Test
    void aClockThatIsWrongForAWhileCostsNothing() throws Exception {
        Days days = new Days(10);
        Archive.Keep keep = new Archive.Keep(2 * 86_400, 90L * 86_400, 400L * 86_400);
        try (Archive archive = new HistoryFile(state).open(keep)) {
            archive.commit(days.minutes(BEGIN, 26 * 60));
            // 2038, as after a flat battery of the clock.
            archive.commit(days.minutes(2_147_483_640L / 60 * 60, 50));
            archive.commit(days.minutes(BEGIN + 27 * 3600, 60));
        }
        History history = History.in(state, BERLIN);
        assertThat(all(history, Days.POWER, Resolution.SECOND))
                .hasSameSizeAs(days.of(Days.POWER).keySet());
        assertThat(all(history, Days.POWER, Resolution.MINUTE))
                .hasSameSizeAs(days.intervals(Days.POWER, 60).keySet());
        List<Energy> years = history.energy("grid", Period.YEAR, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
        double all = days.growthOf(Days.IMPORT).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(years.stream().mapToDouble(Energy::imported).sum()).isCloseTo(all, within(0.1));
    }

    @Test
    void hoursWhoseSecondsAreGoneAreNotOverwritten() throws Exception {
        Days days = new Days(11);
        Archive.Keep keep = new Archive.Keep(0, 90L * 86_400, 400L * 86_400);
        try (Archive archive = new HistoryFile(state).open(keep)) {
            archive.commit(days.minutes(BEGIN, 5 * 60));
            archive.commit(days.minutes(BEGIN + 3600, 90));
            archive.commit(days.minutes(BEGIN + 6 * 3600, 30));
            archive.commit(days.minutes(BEGIN + 8 * 3600, 30));
        }
        assertSame(History.in(state, BERLIN), days, Period.QUARTER_HOUR);
        assertSame(History.in(state, BERLIN), days, Period.DAY);
        List<Interval> minutes = all(History.in(state, BERLIN), Days.POWER, Resolution.MINUTE);
        assertThat(minutes).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(6 * 60);
        NavigableMap<Long, double[]> expected = days.intervals(Days.POWER, 60);
        // The first pass filled nearly every minute: those stay as they were.
        assertThat(minutes.stream()
                        .filter(slot -> slot.min()
                                == Objects.requireNonNull(
                                        expected.get(slot.start().getEpochSecond()))[0])
                        .count())
                .isGreaterThan(minutes.size() * 8L / 10);
    }
}
