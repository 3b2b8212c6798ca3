package io.polymeter.lab.world;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Counts what each world logs, and keeps its last lines, in place of the console.
final class LogTap extends Handler {

    private static final int KEPT = 30;
    private static final Logger ROOT = Logger.getLogger("polymeter");
    private static final Logger CODE = Logger.getLogger("io.polymeter");
    private static final ThreadLocal<@Nullable Lines> HERE = new ThreadLocal<>();
    private static boolean installed;

    /// The lines of one world; touched only by whoever has its baton.
    static final class Lines {
        private final ArrayDeque<String> last = new ArrayDeque<>();
        private final Map<String, Integer> said = new HashMap<>();
        private long count;

        long count() {
            return count;
        }

        String last() {
            return String.join("\n", last);
        }

        /// How often something of a field was said.
        ///
        /// @param about link and field, e.g. `grid.poll: surplus-bytes`
        int said(String about) {
            return said.getOrDefault(about, 0);
        }

        private void add(String line) {
            count++;
            String[] parts = line.substring(line.indexOf(' ') + 1).split(": ", 3);
            if (parts.length == 3) {
                said.merge(parts[0] + ": " + parts[1], 1, Integer::sum);
            }
            last.add(line);
            if (last.size() > KEPT) {
                last.remove();
            }
        }
    }

    private LogTap() {}

    static synchronized void install() {
        if (!installed) {
            installed = true;
            for (Logger logger : new Logger[] {ROOT, CODE}) {
                logger.addHandler(new LogTap());
                logger.setUseParentHandlers(false);
            }
        }
    }

    /// What the calling thread logs belongs to these lines.
    static void to(@Nullable Lines lines) {
        if (lines == null) {
            HERE.remove();
        } else {
            HERE.set(lines);
        }
    }

    @Override
    public void publish(LogRecord line) {
        Lines lines = HERE.get();
        if (lines != null && line.getLevel().intValue() >= Level.INFO.intValue()) {
            lines.add(line.getLevel() + " " + new java.util.logging.SimpleFormatter().formatMessage(line));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
