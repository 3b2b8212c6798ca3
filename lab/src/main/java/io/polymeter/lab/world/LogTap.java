package io.polymeter.lab.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        private final List<String> all = new ArrayList<>();
        private final Map<String, String> lastOf = new HashMap<>();
        private @Nullable String repeated;
        private long count;

        long count() {
            return count;
        }

        String last() {
            return String.join("\n", last);
        }

        /// How often something was said of a link since so many lines, by what it was said of; but for that it is over.
        ///
        /// @param words a field, or some of a sentence
        Map<String, Integer> said(long since, String link, String words) {
            Map<String, Integer> said = new TreeMap<>();
            for (String line : all.subList((int) since, all.size())) {
                String text = line.substring(line.indexOf(' ') + 1);
                String of = text.split(": ", 3).length == 3 ? text.split(": ", 3)[1] : "";
                boolean meant = words.contains(" ")
                        ? text.contains(words)
                        : List.of(of.split("; ")).contains(words);
                if (text.startsWith(link + ": ") && meant && !text.endsWith("OK again")) {
                    said.merge(words.contains(" ") ? text.replaceFirst(" \\([^()]*\\)$", "") : of, 1, Integer::sum);
                }
            }
            return said;
        }

        /// A line that a link has said twice in a row; null: there is none.
        @Nullable
        String repeated() {
            return repeated;
        }

        private void add(String line) {
            count++;
            all.add(line);
            String text = line.substring(line.indexOf(' ') + 1).replaceFirst(" \\([^()]*\\)$", "");
            String before = lastOf.put(text.substring(0, Math.max(0, text.indexOf(": "))), text);
            boolean same = text.equals(before) && text.contains(": ");
            // A chain that moves twice between two looks is the same again.
            repeated = same && !text.contains("firmware has changed") ? text : repeated;
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
