package io.polymeter.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/// A clean end on SIGTERM and SIGINT.
final class Stop {

    private Stop() {}

    /// What has to be closed when a process is asked to end, while it is still starting as well.
    static final class CloseList implements AutoCloseable {

        private final List<Runnable> started = new ArrayList<>();
        private boolean closed;

        /// Adds what closes a part that has just started; it is closed at once where the end has come meanwhile.
        synchronized void add(Runnable close) {
            if (closed) {
                close.run();
            } else {
                started.add(close);
            }
        }

        /// Closes what was added, the first first.
        @Override
        public synchronized void close() {
            closed = true;
            started.forEach(Runnable::run);
            started.clear();
        }
    }

    /// Closes `running` when the process is asked to end, and exits with 0: the virtual machine would say 143, but
    /// a daemon that was asked to stop and did has succeeded.
    ///
    /// @return takes that back
    static Runnable with(AutoCloseable running) {
        Thread hook = new Thread(
                () -> {
                    try {
                        running.close();
                        LoggerFactory.getLogger("io.polymeter").info("stopped");
                    } catch (Exception e) {
                        LoggerFactory.getLogger("io.polymeter").error("stopped badly", e);
                    } finally {
                        System.err.flush();
                        Runtime.getRuntime().halt(0);
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // It is at work already, and nothing is to be said of what it breaks off.
            }
        };
    }
}
