package io.polymeter.app.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Backlog;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitThreadTest {

    private static final Archive.Keep KEEP = new Archive.Keep(86_400, 86_400, 86_400);
    private static final long BEGIN = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path state;

    private final Backlog<Batch> backlog = new Backlog<>(10_000_000, Batch::size);
    private final Days days = new Days(1);

    private static CommitThread.Pace every(Duration time) {
        return new CommitThread.Pace(new SystemClock(), time);
    }

    private CommitThread keeper() {
        return CommitThread.start(state, KEEP, backlog, every(Duration.ofMillis(50)));
    }

    private Path file() {
        return state.resolve("history").resolve("history.db");
    }

    private int seconds() throws IOException {
        List<Interval> slots = new ArrayList<>();
        History.in(state, ZoneOffset.UTC)
                .series(
                        new History.Query(
                                Days.POWER,
                                Instant.ofEpochSecond(BEGIN),
                                Instant.ofEpochSecond(BEGIN + 86_400),
                                Resolution.SECOND),
                        slots::add);
        return slots.size();
    }

    private void give(int minutes) {
        days.minutes(BEGIN, minutes).forEach(backlog::add);
    }

    @Test
    void theEndWritesWhatIsLeft() throws Exception {
        CommitThread keeper = CommitThread.start(state, KEEP, backlog, every(Duration.ofHours(1)));
        give(3);
        keeper.close(PATIENCE);
        assertThat(seconds()).isEqualTo(days.of(Days.POWER).size());
    }

    @Test
    void aDirectoryThatCannotBeMadeIsToldOnceAndTheMemoryKept() throws Exception {
        Files.writeString(state.resolve("history"), "a file is in the way");
        try (CommitThread keeper = keeper()) {
            give(3);
            await().atMost(PATIENCE).until(() -> keeper.failures() > 2);
            assertThat(keeper.fault()).isNotNull();
            assertThat(keeper.pending().batches()).hasSize(3);
            Files.delete(state.resolve("history"));
            await().atMost(PATIENCE)
                    .until(() ->
                            keeper.commits() > 0 && keeper.pending().batches().isEmpty());
            assertThat(keeper.fault()).isNull();
            assertThat(keeper.pending().batches()).isEmpty();
        }
        assertThat(seconds()).isEqualTo(days.of(Days.POWER).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no database at all, but a text that is longer than the head of one would be: ........... ", ""})
    void aFileThatIsNoneIsPutAsideOrBegun(String content) throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content.repeat(40));
        try (CommitThread keeper = keeper()) {
            give(2);
            await().atMost(PATIENCE)
                    .until(() ->
                            keeper.commits() > 0 && keeper.pending().batches().isEmpty());
        }
        assertThat(seconds()).isEqualTo(days.of(Days.POWER).size());
        assertThat(Files.exists(file().resolveSibling("history.db.broken"))).isEqualTo(!content.isEmpty());
    }

    /// Whatever a disk forgets of the file: the next program is up, and records.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aDamagedFileNeverStopsTheNextProgram(int seed) throws Exception {
        try (Archive archive = new HistoryFile(state).open(KEEP)) {
            archive.commit(days.minutes(BEGIN, 100));
        }
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(file());
        if (seed % 2 == 0) {
            Files.write(file(), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        } else {
            byte[] noise = new byte[4096];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bytes, random.nextInt(bytes.length - noise.length), noise.length);
            Files.write(file(), bytes, StandardOpenOption.WRITE);
        }
        try (CommitThread keeper = keeper()) {
            days.minutes(BEGIN + 100 * 60, 30).forEach(backlog::add);
            await().atMost(PATIENCE)
                    .until(() ->
                            keeper.commits() > 0 && keeper.pending().batches().isEmpty());
        }
        long later = days.of(Days.POWER).tailMap(BEGIN + 100 * 60).size();
        assertThat(seconds()).isGreaterThanOrEqualTo((int) later);
    }
}
