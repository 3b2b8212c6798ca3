/// What clients and servers share: byte streams, socket options, TLS contexts, monotonic time.
///
/// Invariant: no frame and no PDU is known here.
@NullMarked
package io.polymeter.modbus.net;

import org.jspecify.annotations.NullMarked;
