/// Problems told to people who are elsewhere: over a webhook, MQTT or e-mail.
///
/// Invariant: each problem is told once, and once that it is over; nobody who measures or answers waits for who is
/// told.
@NullMarked
package io.polymeter.app.notify;

import org.jspecify.annotations.NullMarked;
