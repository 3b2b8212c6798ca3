package io.polymeter.app.log;

import java.util.logging.LogManager;

/// Goes on writing while the process ends. The framework takes all handlers away in a shutdown hook of its own, beside
/// the one that closes the links, so what these say at last would be lost.
public final class LastingLogging extends LogManager {

    /// False until [Logs#start] has set its handlers, which stay.
    private static volatile boolean lasting;

    /// Called by the logging framework.
    public LastingLogging() {}

    static void keepHandlers() {
        lasting = true;
    }

    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }
}
