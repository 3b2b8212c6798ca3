package io.polymeter.app.log;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/// The latest log lines, kept for people who look. Adding one allocates its text and nothing else, and waits for
/// nobody who reads.
public final class LogBook {

    /// So many lines are kept.
    public static final int LINES = 1000;

    private static final int LONGEST = 2000;
    private static final LogBook THE_ONE = new LogBook();

    private final Deque<Line> lines = new ArrayDeque<>(LINES);
    private long next = 1;

    /// A line.
    ///
    /// @param number counts lines from 1
    /// @param level `error`, `warning`, `info`, `debug` or `trace`
    public record Line(long number, Instant time, String level, String logger, String message) {}

    private LogBook() {}

    /// The book of this process: there is one log.
    public static LogBook ofThisProcess() {
        return THE_ONE;
    }

    /// The lines after `number` that are there still, the oldest first.
    public synchronized List<Line> after(long number) {
        List<Line> found = new ArrayList<>();
        for (Line line : lines) {
            if (line.number() > number) {
                found.add(line);
            }
        }
        return found;
    }

    private synchronized void add(LogRecord event, String message) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        String text = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
        String logger = event.getLoggerName();
        lines.addLast(new Line(
                next++, event.getInstant(), LineFormatter.level(event.getLevel()), logger == null ? "" : logger, text));
    }

    Handler handler() {
        return new Writer();
    }

    private final class Writer extends Handler {

        private final Formatter formatter = LineFormatter.message();

        @Override
        public void publish(LogRecord event) {
            add(event, formatter.format(event));
        }

        @Override
        public void flush() {
            // There is nothing in between.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
