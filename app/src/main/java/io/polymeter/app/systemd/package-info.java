/// What a systemd service tells its manager: sd_notify(3), sd_watchdog_enabled(3).
///
/// Invariant: without a manager nothing happens here; the watchdog is told that we live only while everything that
/// serves turns.
@NullMarked
package io.polymeter.app.systemd;

import org.jspecify.annotations.NullMarked;
