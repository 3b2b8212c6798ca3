package io.polymeter.lab.bench;

import io.polymeter.app.history.History;
import io.polymeter.app.history.HistoryWriter;
import io.polymeter.app.history.Period;
import io.polymeter.app.history.Resolution;
import io.polymeter.app.history.Series;
import io.polymeter.config.HistorySettings;
import io.polymeter.point.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The history's part of P7: writes the samples of a file as the daemon does, a commit a minute, and asks for a
/// year. Prints what it measured as JSON.
public final class HistoryDisk {

    private static final int QUERIES = 7;

    private HistoryDisk() {}

    /// `write STATE SAMPLES BEGIN SERIES...` or `query STATE BEGIN`; a series is `METER/POINT`, samples are
    /// little-endian doubles, all series of a second together, and `BEGIN` is in seconds since 1970.
    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "write" -> write(args);
            case "query" -> query(Path.of(args[1]), Long.parseLong(args[2]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void write(String[] args) throws IOException {
        List<Series> series = new ArrayList<>();
        for (String name : Arrays.asList(args).subList(4, args.length)) {
            int slash = name.indexOf('/');
            Point point = Point.parse(name.substring(slash + 1)).orElseThrow();
            series.add(new Series(name.substring(0, slash), point));
        }
        long begin = Long.parseLong(args[3]);
        HistorySettings.Keep keep =
                new HistorySettings.Keep(Duration.ofDays(2), Duration.ofDays(90), Duration.ofDays(7300));
        // What happens once in the life of an installation: the native library is unpacked.
        HistoryWriter.open(Path.of(args[1]), keep).close();
        long before = written();
        long began = System.nanoTime();
        try (FileChannel samples = FileChannel.open(Path.of(args[2]));
                HistoryWriter writer = HistoryWriter.open(Path.of(args[1]), keep)) {
            ByteBuffer minute =
                    ByteBuffer.allocate(60 * series.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; samples.read(minute.clear()) == minute.capacity(); i++) {
                writer.minute(begin + 60L * i, columns(series, minute.flip()));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"write_bytes\": %d, \"seconds\": %.3f}%n",
                written() - before,
                (System.nanoTime() - began) / 1e9);
    }

    private static Map<Series, double[]> columns(List<Series> series, ByteBuffer minute) {
        Map<Series, double[]> columns = new LinkedHashMap<>();
        for (int s = 0; s < series.size(); s++) {
            double[] column = new double[60];
            for (int i = 0; i < 60; i++) {
                column[i] = minute.getDouble((i * series.size() + s) * Double.BYTES);
            }
            columns.put(series.get(s), column);
        }
        return columns;
    }

    /// What this process caused to be written to the disk: proc(5), `write_bytes`.
    private static long written() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.substring(12).strip()))
                .sum();
    }

    private interface Answer {
        int count() throws IOException;
    }

    private static void query(Path state, long begin) throws IOException {
        History history = History.in(state, ZoneOffset.UTC);
        Instant from = Instant.ofEpochSecond(begin);
        Instant year = from.plus(Duration.ofDays(365));
        Series power = new Series("grid", Point.parse("active-power").orElseThrow());
        List<String> results = new ArrayList<>();
        results.add(timed(
                "energy of each day of a year",
                () -> history.energy("grid", Period.DAY, from, year).size()));
        results.add(timed(
                "quarter-hours of a year",
                () -> count(history, new History.Query(power, from, year, Resolution.QUARTER_HOUR))));
        results.add(timed(
                "minutes of 90 days",
                () -> count(
                        history, new History.Query(power, from, from.plus(Duration.ofDays(90)), Resolution.MINUTE))));
        results.add(timed(
                "seconds of an hour",
                () -> count(
                        history, new History.Query(power, from, from.plus(Duration.ofHours(1)), Resolution.SECOND))));
        System.out.println("[" + String.join(",\n", results) + "]");
    }

    private static int count(History history, History.Query query) throws IOException {
        int[] count = {0};
        history.series(query, _ -> count[0]++);
        return count[0];
    }

    private static String timed(String what, Answer answer) throws IOException {
        double[] millis = new double[QUERIES];
        int count = 0;
        for (int i = 0; i < QUERIES; i++) {
            long began = System.nanoTime();
            count = answer.count();
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        return String.format(
                Locale.ROOT,
                "{\"what\": \"%s\", \"values\": %d, \"first_ms\": %.1f, \"ms\": %.1f}",
                what,
                count,
                first,
                millis[QUERIES / 2]);
    }
}
