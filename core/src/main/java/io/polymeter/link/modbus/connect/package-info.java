/// The one connection to a Modbus device that several links share, and the TLS credentials it uses.
///
/// Invariant: one owner and one connection per endpoint.
@NullMarked
package io.polymeter.link.modbus.connect;

import org.jspecify.annotations.NullMarked;
