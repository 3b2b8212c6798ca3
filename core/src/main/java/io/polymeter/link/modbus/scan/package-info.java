/// Finds Modbus devices on an endpoint, a network or a serial line.
///
/// Invariant: one connection and one request at a time per device; every search is bounded.
@NullMarked
package io.polymeter.link.modbus.scan;

import org.jspecify.annotations.NullMarked;
