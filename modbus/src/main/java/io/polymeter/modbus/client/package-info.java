/// The asking side over TCP and TLS: one connection, one request at a time.
///
/// Invariant: a reply always belongs to its request.
@NullMarked
package io.polymeter.modbus.client;

import org.jspecify.annotations.NullMarked;
