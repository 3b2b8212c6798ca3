package io.polymeter.dbus;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// Answers what others call, and hears their signals. Called on the connection's reading thread: it must not
/// wait.
public interface BusHandler {

    /// Answers a call.
    ///
    /// @return the values of the answer, now or later; a [Refusal] where there is none
    CompletionStage<List<DbusValue>> call(BusMessage call) throws Refusal;

    /// Hears a signal that was asked for.
    void signal(BusMessage signal);

    /// A call is answered with an error.
    final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        private final String error;

        /// @param error its name
        /// @param text what a person reads
        public Refusal(String error, String text) {
            super(text, null, false, false);
            this.error = error;
        }

        /// Its name.
        public String error() {
            return error;
        }
    }
}
