package io.polymeter.app.cli;

import org.slf4j.LoggerFactory;

/// A clean end on SIGTERM and SIGINT.
final class Stop {

    private Stop() {}

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
        return () -> Runtime.getRuntime().removeShutdownHook(hook);
    }
}
