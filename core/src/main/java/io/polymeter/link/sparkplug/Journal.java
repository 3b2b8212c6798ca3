package io.polymeter.link.sparkplug;

import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A bounded log on disk of what was measured, round by round, each as a Sparkplug payload with a checksum.
///
/// It consists of segments of an hour or a megabyte at most, the oldest of which are deleted. Each segment begins
/// with all values, and can be read by itself. A new one is begun with each start of the program, so that nothing
/// is ever written behind half a record. Written by one thread, read by any.
final class Journal {

    /// So many files at most, however small they are.
    private static final int MAX_SEGMENTS = 1000;

    private static final long SEGMENT_BYTES = 1_000_000;
    static final long SEGMENT_MILLIS = Duration.ofHours(1).toMillis();

    private final Path directory;
    private final long maxBytes;
    private final long segmentBytes;
    private final long mostMillis;
    private final Deque<JournalSegment> segments = new ArrayDeque<>();
    private long bytes;
    private @Nullable Writing writing;
    private boolean listed;

    /// The segment that is being written.
    private static final class Writing {
        private final FileChannel channel;
        private final JournalSegment segment;
        private final Map<String, ReportedValues> told = new HashMap<>();
        private final Map<String, Long> aliases = new HashMap<>();
        private long size;
        private long latest;

        private Writing(FileChannel channel, JournalSegment segment) {
            this.channel = channel;
            this.segment = segment;
        }
    }

    /// @param directory of its own
    Journal(Path directory, SparkplugSink.Replay limits) {
        this.directory = directory;
        this.maxBytes = limits.days() == 0 ? 0 : limits.size().bytes();
        this.segmentBytes = Math.min(SEGMENT_BYTES, maxBytes / 8);
        this.mostMillis = Duration.ofDays(limits.days()).toMillis();
    }

    /// Adds what has changed.
    ///
    /// @throws IOException where the disk does not take it; the next round begins anew with all values
    synchronized void append(SiteSnapshot round) throws IOException {
        if (maxBytes == 0) {
            return;
        }
        list();
        Writing to = writing;
        boolean full = to != null
                && (to.size >= segmentBytes
                        || round.at() - to.segment.start() >= SEGMENT_MILLIS
                        || round.at() < to.latest);
        if (to == null || full) {
            end();
            to = begin(round.at());
        }
        try {
            write(to, round);
        } catch (IOException e) {
            end();
            throw e;
        }
    }

    private void write(Writing to, SiteSnapshot round) throws IOException {
        List<Metric> metrics = new ArrayList<>();
        Map<String, List<TimedValue>> changes = new HashMap<>();
        for (MeterSnapshot meter : round.meters()) {
            ReportedValues told = to.told.computeIfAbsent(meter.meter(), _ -> new ReportedValues());
            List<TimedValue> values = told.changes(meter, round.at());
            values.forEach(value -> metrics.add(metric(to, meter.meter(), value, round.at())));
            changes.put(meter.meter(), values);
        }
        ByteBuffer record = JournalSegment.record(new Payload(round.at(), null, metrics));
        int length = record.remaining();
        while (record.hasRemaining()) {
            to.channel.write(record);
        }
        changes.forEach((meter, values) -> {
            ReportedValues told = to.told.get(meter);
            if (told != null) {
                told.taken(values);
            }
        });
        to.size += length;
        to.latest = round.at();
        bytes += length;
    }

    private static Metric metric(Writing to, String meter, TimedValue value, long at) {
        String name = meter + "/" + value.point().name();
        Long alias = to.aliases.get(name);
        Long time = value.at() == at ? null : (Long) value.at();
        if (alias != null) {
            return new Metric(null, alias, time, null, false, false, value.value(), Map.of());
        }
        long next = to.aliases.size();
        to.aliases.put(name, next);
        return new Metric(name, next, time, null, false, false, value.value(), Map.of());
    }

    private Writing begin(long at) throws IOException {
        Files.createDirectories(directory);
        long number = segments.isEmpty() ? 0 : segments.getLast().number() + 1;
        JournalSegment segment = JournalSegment.of(directory, number, at);
        FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        segments.addLast(segment);
        writing = new Writing(channel, segment);
        trim(at);
        return writing;
    }

    private void end() {
        Writing before = writing;
        writing = null;
        if (before != null) {
            try (FileChannel channel = before.channel) {
                channel.force(false);
            } catch (IOException _) {
                // What it holds is read as far as it is whole.
            }
        }
    }

    /// Deletes what is too much or too old.
    private void trim(long now) throws IOException {
        while (segments.size() > 1
                && (bytes + 2 * segmentBytes > maxBytes
                        || segments.size() > MAX_SEGMENTS
                        || segments.getFirst().start() + SEGMENT_MILLIS + mostMillis < now)) {
            JournalSegment oldest = segments.removeFirst();
            bytes -= oldest.size();
            Files.deleteIfExists(oldest.file());
        }
    }

    private void list() throws IOException {
        if (listed || !Files.isDirectory(directory)) {
            listed = true;
            return;
        }
        List<JournalSegment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + JournalSegment.ENDING)) {
            for (Path file : files) {
                JournalSegment segment = JournalSegment.of(file);
                if (segment != null) {
                    found.add(segment);
                }
            }
        }
        found.sort(Comparator.comparingLong(JournalSegment::number));
        segments.addAll(found);
        bytes = found.stream().mapToLong(JournalSegment::size).sum();
        listed = true;
    }

    /// What was written from one moment to another, oldest first.
    JournalReader read(TimeRange stretch) {
        return new JournalReader(this, stretch);
    }

    /// The segment behind one, null where there is none.
    ///
    /// @param number -1: the first
    synchronized @Nullable JournalSegment after(long number) throws IOException {
        list();
        return segments.stream()
                .filter(segment -> segment.number() > number)
                .findFirst()
                .orElse(null);
    }

    /// How much of the disk it takes, in bytes.
    synchronized long bytes() {
        return bytes;
    }

    /// Ends what is being written.
    synchronized void close() {
        end();
    }
}
