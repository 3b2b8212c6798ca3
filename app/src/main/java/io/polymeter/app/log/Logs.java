package io.polymeter.app.log;

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
        ERROR(Level.SEVERE),
        WARNING(Level.WARNING),
        INFO(Level.INFO),
        DEBUG(Level.FINE),
        TRACE(Level.FINEST);

        private final Level level;

        Verbosity(Level level) {
            this.level = level;
        }
    }

    /// Writes to the standard error stream from now on.
    ///
    /// @param traces true where exceptions are written with their stack traces
    public static void start(Verbosity verbosity, ZoneId zone, boolean traces) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(new LineFormatter(zone, System.getenv("JOURNAL_STREAM") != null, traces));
        ROOT.addHandler(console);
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(verbosity.level);
        EVENTS.setLevel(verbosity.level);
    }
}
