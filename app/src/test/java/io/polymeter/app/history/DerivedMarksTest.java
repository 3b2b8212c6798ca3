package io.polymeter.app.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was derived is known as such when it is looked back at, from the disk and from memory.
class DerivedMarksTest {

    private static final Archive.Keep KEEP = new Archive.Keep(86_400, 86_400, 86_400);
    private static final long BEGIN = Instant.parse("2026-11-20T10:00:00Z").getEpochSecond();

    @TempDir
    private Path state;

    /// A minute of which the voltage was measured.
    private static Batch minute(int number, boolean derived) {
        Batch batch = new Batch(BEGIN + 60L * number, 60);
        batch.put(Days.POWER, batch.start() + 7, 100 + number);
        batch.put(Days.VOLTAGE, batch.start() + 7, 230);
        if (derived) {
            batch.derived().add(Days.POWER);
        }
        return batch;
    }

    private static Instant at(int minute) {
        return Instant.ofEpochSecond(BEGIN + 60L * minute);
    }

    private static History.Query query(Series series, int from, int to) {
        return new History.Query(series, at(from), at(to), Resolution.MINUTE);
    }

    /// Minutes 2 to 4 and from 6 on are derived; the last two are in memory.
    private History written() throws Exception {
        try (Archive archive = new HistoryFile(state).open(KEEP)) {
            archive.commit(List.of(minute(0, false), minute(1, false), minute(2, true)));
        }
        try (Archive archive = new HistoryFile(state).open(KEEP)) {
            archive.commit(List.of(minute(3, true), minute(4, true), minute(5, false)));
        }
        List<Batch> memory = List.of(minute(6, true), minute(7, true));
        return new History(new HistoryFile(state), ZoneOffset.UTC, new History.Memory() {
            @Override
            public CommitThread.Pending pending() {
                return new CommitThread.Pending(memory, Map.of());
            }

            @Override
            public boolean hold(Duration most) {
                return true;
            }

            @Override
            public void release() {}
        });
    }

    @Test
    void spansAreThoseOfTheMinutesThatWereDerived() throws Exception {
        History history = written();
        assertThat(history.derived(query(Days.POWER, 0, 60)))
                .containsExactly(new History.Span(at(2), at(5)), new History.Span(at(6), at(60)));
        assertThat(history.derived(query(Days.POWER, 3, 4))).containsExactly(new History.Span(at(3), at(4)));
        assertThat(history.derived(query(Days.POWER, 5, 6))).isEmpty();
        assertThat(history.derived(query(Days.VOLTAGE, 0, 60))).isEmpty();
    }

    @Test
    void exportsSayIt() throws Exception {
        History history = written();
        StringBuilder csv = new StringBuilder();
        new Export(csv, Export.Form.CSV, ZoneOffset.UTC).series(history, query(Days.POWER, 1, 4));
        assertThat(csv.toString().split("\r\n"))
                .containsExactly(
                        "time,min,mean,max,covered,derived",
                        "2026-11-20T10:01:00Z,101,101,101,0.0167,",
                        "2026-11-20T10:02:00Z,102,102,102,0.0167,true",
                        "2026-11-20T10:03:00Z,103,103,103,0.0167,true");
        StringBuilder measured = new StringBuilder();
        new Export(measured, Export.Form.CSV, ZoneOffset.UTC).series(history, query(Days.VOLTAGE, 1, 4));
        assertThat(measured).startsWith("time,min,mean,max,covered\r\n");
        StringBuilder json = new StringBuilder();
        new Export(json, Export.Form.JSON, ZoneOffset.UTC).series(history, query(Days.POWER, 1, 4));
        assertThat(json)
                .contains(
                        "\"derived\":[{\"from\":\"2026-11-20T10:02:00Z\",\"to\":\"2026-11-20T10:04:00Z\"}],\"values\"");
    }

    /// A file that an earlier version wrote has none, and goes on.
    @Test
    void aFileWithoutMarksIsRead() throws Exception {
        written();
        try (Archive archive = new HistoryFile(state).open(KEEP)) {
            archive.commit(List.of());
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + new HistoryFile(state).path());
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM state WHERE name = 'derived'");
        }
        History history = new History(new HistoryFile(state), ZoneOffset.UTC, null);
        assertThat(history.derived(query(Days.POWER, 0, 60))).isEmpty();
        try (Archive archive = new HistoryFile(state).open(KEEP)) {
            archive.commit(List.of(minute(8, true)));
        }
        assertThat(history.derived(query(Days.POWER, 0, 60))).containsExactly(new History.Span(at(8), at(60)));
    }

    @Test
    void ofManyChangesTheLatestAreKept() {
        DerivedMarks marks = new DerivedMarks();
        for (int i = 0; i < 1_000; i++) {
            marks.note(minute(i, i % 2 == 0));
        }
        String text = marks.text(Map.of(Days.POWER, 3, Days.VOLTAGE, 4));
        assertThat(text.split(" ")).hasSize(100).allMatch(word -> word.startsWith("3@"));
        Map<Integer, Series> names = new TreeMap<>(Map.of(3, Days.POWER));
        List<History.Span> spans = new ArrayList<>(DerivedMarks.of(text, names).spans(Days.POWER, at(0), at(1_000)));
        assertThat(spans).hasSizeBetween(49, 50).last().isEqualTo(new History.Span(at(998), at(999)));
        assertThat(DerivedMarks.of("", names).spans(Days.POWER, at(0), at(9))).isEmpty();
    }
}
