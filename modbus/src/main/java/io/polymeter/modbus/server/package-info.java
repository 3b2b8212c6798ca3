/// The serving side over TCP and TLS: one event loop for all ports.
///
/// Invariant: the loop never blocks; what is not a whole, checked frame never reaches a handler.
@NullMarked
package io.polymeter.modbus.server;

import org.jspecify.annotations.NullMarked;
