package io.polymeter.link.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.ByteSize;
import io.polymeter.config.Role;
import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.point.Point;
import io.polymeter.sparkplug.MetricValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log on disk is whole as far as it was written, whatever happens to its end, and never longer than allowed.
class JournalTest {

    static final long START = 1_795_000_000_000L;
    static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-import").orElseThrow();

    @TempDir
    private Path directory;

    static TimeRange always() {
        return new TimeRange(0, Long.MAX_VALUE);
    }

    static SiteSnapshot round(int number, long at, String meter, double... values) {
        List<TimedValue> fresh = new ArrayList<>();
        Point[] points = {POWER, ENERGY};
        for (int i = 0; i < values.length; i++) {
            fresh.add(new TimedValue(points[i], new MetricValue.Real(values[i]), at - 5, at, false));
        }
        return new SiteSnapshot(number, at, List.of(new MeterSnapshot(meter, Role.GRID, values.length > 0, fresh)));
    }

    private Journal journal(String size, int days) {
        return new Journal(directory, new SparkplugSink.Replay(days, ByteSize.parse(size)));
    }

    static List<JournalReader.Entry> read(Journal journal, TimeRange range) throws IOException {
        List<JournalReader.Entry> entries = new ArrayList<>();
        JournalReader reader = journal.read(range);
        for (JournalReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private long size() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            sum += Files.size(file);
        }
        return sum;
    }

    @Test
    void whatWasWrittenIsReadWithItsOwnTimes() throws Exception {
        Journal journal = journal("1MB", 7);
        journal.append(round(1, START, "grid", 100, 5000));
        journal.append(round(2, START + 10_000, "grid", 100, 5001));
        journal.append(round(3, START + 20_000, "grid"));
        List<JournalReader.Entry> all = read(journal, always());
        assertThat(all).extracting(JournalReader.Entry::at).containsExactly(START, START + 10_000, START + 20_000);
        assertThat(all.getFirst().values()).containsExactly(item(POWER, 100, START - 5), item(ENERGY, 5000, START - 5));
        assertThat(all.get(1).values()).as("what changed").containsExactly(item(ENERGY, 5001, START + 9_995));
        assertThat(all.get(2).values())
                .as("absent is null")
                .extracting(each -> each.value().value())
                .containsExactly(MetricValue.NULL, MetricValue.NULL);
        assertThat(read(journal, new TimeRange(START + 1, START + 20_000)))
                .extracting(JournalReader.Entry::at)
                .containsExactly(START + 10_000);
    }

    private static JournalReader.Item item(Point point, double value, long at) {
        return new JournalReader.Item("grid", new TimedValue(point, new MetricValue.Real(value), at, 0, false));
    }

    @Test
    void aRecordThatWasHalfWrittenTakesNoneBeforeItAlong() throws Exception {
        Journal before = journal("1MB", 7);
        for (int i = 0; i < 8; i++) {
            before.append(round(i, START + 1000L * i, "grid", i, 2 * i));
        }
        before.close();
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        int seen = 8;
        for (int length = whole.length - 1; length >= 0; length--) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<JournalReader.Entry> all = read(journal("1MB", 7), always());
            assertThat(all.size()).isLessThanOrEqualTo(seen);
            seen = all.size();
            for (int i = 0; i < seen; i++) {
                assertThat(all.get(i).at()).isEqualTo(START + 1000L * i);
            }
        }
        assertThat(seen).isZero();
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));
        Journal after = journal("1MB", 7);
        after.append(round(1, START + 60_000, "grid", 7, 8));
        List<JournalReader.Entry> all = read(after, always());
        assertThat(all).hasSize(8);
        assertThat(all.getLast().values()).as("a start begins with all values").hasSize(2);
    }

    @Test
    void spoiltBytesAreNotTakenForValues() throws Exception {
        Journal before = journal("1MB", 7);
        for (int i = 0; i < 8; i++) {
            before.append(round(i, START + 1000L * i, "grid", i, 2 * i));
        }
        before.close();
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        List<JournalReader.Entry> right = read(journal("1MB", 7), always());
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            byte[] spoilt = whole.clone();
            spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, spoilt);
            List<JournalReader.Entry> all = read(journal("1MB", 7), always());
            assertThat(all).isEqualTo(right.subList(0, all.size()));
        }
        Files.writeString(directory.resolve("9999999999-1.journal"), "nonsense");
        Files.writeString(directory.resolve("other.journal"), "nonsense");
        assertThat(read(journal("1MB", 7), always()).size()).isLessThanOrEqualTo(8);
    }

    @Test
    void theOldestGoesWhereThereIsTooMuch() throws Exception {
        Journal journal = journal("1MB", 7);
        for (int i = 0; i < 40_000; i++) {
            journal.append(round(i, START + 1000L * i, "grid", i, i + 0.5));
        }
        assertThat(size()).isBetween(500_000L, 1_000_000L);
        assertThat(journal.bytes()).isEqualTo(size());
        List<JournalReader.Entry> all = read(journal, always());
        assertThat(all.getFirst().at()).isGreaterThan(START);
        assertThat(all.getLast().at()).isEqualTo(START + 39_999_000L);
    }

    @Test
    void theOldestGoesAfterItsDays() throws Exception {
        Journal journal = journal("64MB", 1);
        for (int i = 0; i < 72; i++) {
            journal.append(round(i, START + 3_600_000L * i, "grid", i, i));
        }
        List<JournalReader.Entry> all = read(journal, always());
        assertThat(all.getLast().at() - all.getFirst().at()).isBetween(23 * 3_600_000L, 25 * 3_600_000L);
        Journal none = new Journal(directory.resolve("none"), new SparkplugSink.Replay(0, ByteSize.parse("64MB")));
        none.append(round(1, START, "grid", 1, 1));
        assertThat(read(none, always())).isEmpty();
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void aClockThatIsSetBackSpoilsNothing() throws Exception {
        Journal journal = journal("1MB", 7);
        journal.append(round(1, START, "grid", 1, 1));
        journal.append(round(2, START - 86_400_000L, "grid", 2, 2));
        journal.append(round(3, START - 86_399_000L, "grid", 3, 2));
        assertThat(files()).hasSize(2);
        assertThat(read(journal, new TimeRange(START - 86_400_000L, START - 80_000_000L)))
                .hasSize(2);
    }
}
