package io.polymeter.app.notify;

import java.io.IOException;

/// One way to tell somebody.
interface NotificationChannel {

    /// The key of its settings, e.g. `webhook`.
    String name();

    /// Tells; returns when whoever is told has taken it.
    ///
    /// @throws IOException in words
    void send(Event event) throws IOException, InterruptedException;
}
