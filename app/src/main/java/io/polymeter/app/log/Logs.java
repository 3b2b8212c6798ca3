package io.polymeter.app.log;

import java.io.UnsupportedEncodingException;
import java.time.ZoneId;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Sets up logging to the standard error stream.
public final class Logs {

    // held, because the logging framework forgets loggers that nobody holds
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("io.polymeter");
    private static final Logger EVENTS = Logger.getLogger("polymeter");

    private Logs() {}

    /// How much is written.
    public enum Verbosity {
        ERROR,
        WARNING,
        INFO,
        DEBUG,
        TRACE;

        private Level level() {
            return switch (this) {
                case ERROR -> Level.SEVERE;
                case WARNING -> Level.WARNING;
                case INFO -> Level.INFO;
                case DEBUG -> Level.FINE;
                case TRACE -> Level.FINEST;
            };
        }
    }

    /// Writes to the standard error stream, and to the [LogBook], from now on.
    ///
    /// @param traces true where exceptions are written with their stack traces
    public static void start(Verbosity verbosity, ZoneId zone, boolean traces) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        useUtf8(console);
        console.setLevel(Level.ALL);
        console.setFormatter(new LineFormatter(zone, System.getenv("JOURNAL_STREAM") != null, traces));
        ROOT.addHandler(console);
        ROOT.addHandler(LogBook.ofThisProcess().handler());
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(verbosity.level());
        EVENTS.setLevel(verbosity.level());
        LastingLogging.keepHandlers();
    }

    /// Writes no more than this to the standard error stream; the [LogBook] gets everything all the same.
    public static void console(Verbosity most) {
        for (Handler handler : ROOT.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                handler.setLevel(most.level());
            }
        }
    }

    /// A service has no locale, and units such as W/m² and °C need more than ASCII.
    private static void useUtf8(Handler handler) {
        try {
            handler.setEncoding("UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java has UTF-8", e);
        }
    }
}
