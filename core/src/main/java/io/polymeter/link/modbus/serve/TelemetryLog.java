package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.OutputCounters;
import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import io.polymeter.profile.TelemetryLine;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what is received and served to the log, for meters whose profile wants that, and a line of
/// statistics.
///
/// A line is written for a whole sample and for a read that was answered with data; the totals count exactly these.
/// There are at most ten lines a second of each kind: the others are left out, and the totals go on. Nothing is
/// written on the threads that answer.
public final class TelemetryLog implements Link, TrafficListener {

    /// What is logged of.
    ///
    /// @param statistics how often a line of statistics is written, null: never
    public record Terms(
            List<PushSource> sources,
            List<Reader> readers,
            @Nullable Duration statistics) {}

    /// An output and how often it was served.
    public record Reader(String name, Meter meter, OutputCounters tally) {}

    private static final int LINES_PER_SECOND = 10;
    private static final Logger LOG = LoggerFactory.getLogger("polymeter.telemetry");

    private final Terms terms;
    private final Clock clock;
    private final Clock.Signal signal;
    private final BlockingQueue<Supplier<String>> lines = new ArrayBlockingQueue<>(4 * LINES_PER_SECOND);
    private final Allowance received;
    private final Allowance served;

    public TelemetryLog(Terms terms, Clock clock) {
        this.terms = terms;
        this.clock = clock;
        this.signal = clock.signal();
        this.received = new Allowance(clock);
        this.served = new Allowance(clock);
    }

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public Message description() {
        return Message.of("link-logs", "logs samples and reads");
    }

    @Override
    public void received(PushSource source) {
        Profile.Telemetry telemetry = source.profile().telemetry();
        if (telemetry != null && received.take()) {
            long total = source.samples();
            RegisterImage image = source.meter().state().image();
            offer(() -> "[RX FROM " + telemetry.from().toUpperCase(Locale.ROOT) + "] "
                    + TelemetryLine.of(source.profile(), image) + " | Total RX: " + total);
        }
    }

    @Override
    public void served(RegisterOutput output, int address, int count) {
        Profile profile = output.meter().state().profile();
        if (profile != null && profile.telemetry() != null && served.take()) {
            long total = output.tally().servedCount();
            offer(() -> "[TX TO " + output.name().toUpperCase(Locale.ROOT) + "] Served registers " + address + "-"
                    + (address + count - 1) + " | Total served: " + total);
        }
    }

    private void offer(Supplier<String> line) {
        if (lines.offer(line)) {
            signal.raise();
        }
    }

    @Override
    public void run(Context context) throws Exception {
        Duration every = terms.statistics();
        report(context, Health.State.UP, description());
        long next = clock.nanos() + (every == null ? Duration.ofDays(1) : every).toNanos();
        try {
            while (true) {
                write();
                long left = next - clock.nanos();
                if (left <= 0) {
                    next += every == null ? Duration.ofDays(1).toNanos() : every.toNanos();
                    statistics(every);
                } else {
                    signal.await(Duration.ofNanos(left));
                }
            }
        } finally {
            write();
            statistics(every);
        }
    }

    private void write() {
        for (Supplier<String> line = lines.poll(); line != null; line = lines.poll()) {
            LOG.info(line.get());
        }
    }

    private void statistics(@Nullable Duration every) {
        if (every != null) {
            terms.sources().forEach(source -> LOG.info(statistics(source)));
        }
    }

    /// `[STATISTICS] Received (from ESP32): n | Served (to opta): n | Last Update: 2026-01-01T12:00:00Z`
    String statistics(PushSource source) {
        Profile.Telemetry telemetry = source.profile().telemetry();
        List<Reader> readers = terms.readers().stream()
                .filter(reader -> reader.meter() == source.meter())
                .toList();
        long reads = readers.stream()
                .mapToLong(reader -> reader.tally().servedCount())
                .sum();
        String to = readers.stream().map(Reader::name).collect(Collectors.joining(", "));
        Long last = source.lastInstant();
        Instant update = last == null ? null : clock.wall().minusNanos(clock.nanos() - last);
        return "[STATISTICS] Received (from "
                + (telemetry == null ? source.meter().name() : telemetry.from()) + "): "
                + source.samples() + " | Served (to " + (to.isEmpty() ? "nobody" : to) + "): " + reads
                + " | Last Update: " + (update == null ? "never" : update.truncatedTo(ChronoUnit.SECONDS));
    }

    /// So many lines in each second.
    private static final class Allowance {
        private final Clock clock;
        private long second = Long.MIN_VALUE;
        private int used;

        Allowance(Clock clock) {
            this.clock = clock;
        }

        synchronized boolean take() {
            long now = Math.floorDiv(clock.nanos(), 1_000_000_000L);
            if (now != second) {
                second = now;
                used = 0;
            }
            return used++ < LINES_PER_SECOND;
        }
    }
}
