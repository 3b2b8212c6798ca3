package io.polymeter.app.log;

import io.polymeter.config.yaml.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// `time - LEVEL - message`, or under systemd `<priority>message`, because the journal keeps time and level
/// itself.
final class LineFormatter extends Formatter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    private final ZoneId zone;
    private final boolean journal;
    private final boolean traces;

    /// @param journal true where the standard error stream goes to the systemd journal
    /// @param traces true where exceptions are written with their stack traces
    LineFormatter(ZoneId zone, boolean journal, boolean traces) {
        this.zone = zone;
        this.journal = journal;
        this.traces = traces;
    }

    @Override
    public String format(LogRecord event) {
        StringBuilder line = new StringBuilder(120);
        if (journal) {
            line.append('<').append(priority(event.getLevel())).append('>');
        } else {
            line.append(TIME.format(event.getInstant().atZone(zone)))
                    .append(" - ")
                    .append(name(event.getLevel()))
                    .append(" - ");
        }
        line.append(text(event, this)).append('\n');
        appendTrace(line, event.getThrown());
        return Redaction.clean(line.toString());
    }

    /// Formats no more than the message, on one line without an end.
    static Formatter message() {
        return new Formatter() {
            @Override
            public String format(LogRecord event) {
                return Redaction.clean(text(event, this));
            }
        };
    }

    private static String text(LogRecord event, Formatter formatter) {
        String message = oneLine(formatter.formatMessage(event));
        Throwable thrown = event.getThrown();
        String reason = thrown == null ? null : thrown.getMessage();
        return reason == null || message.contains(reason) ? message : message + ": " + oneLine(reason);
    }

    /// The level's name in the configuration.
    static String level(Level level) {
        return level.intValue() < Level.FINE.intValue() ? "trace" : name(level).toLowerCase(Locale.ROOT);
    }

    private void appendTrace(StringBuilder line, @Nullable Throwable thrown) {
        if (traces && thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
    }

    /// What comes from outside (a device's name, an error text) must not forge log lines.
    private static String oneLine(String text) {
        return text.chars().anyMatch(c -> c < ' ') ? text.replaceAll("\\p{Cntrl}+", " ") : text;
    }

    private static String name(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /// Priorities of sd-daemon(3).
    private static int priority(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return 3;
        }
        if (value >= Level.WARNING.intValue()) {
            return 4;
        }
        return value >= Level.INFO.intValue() ? 6 : 7;
    }
}
