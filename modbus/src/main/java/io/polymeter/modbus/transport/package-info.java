/// Frames in, frames out: MBAP over TCP and TLS, RTU on a serial line and over TCP. No meaning.
///
/// Invariant: a reply always belongs to its request, and what is not a whole, checked frame never leaves this
/// package.
@NullMarked
package io.polymeter.modbus.transport;

import org.jspecify.annotations.NullMarked;
