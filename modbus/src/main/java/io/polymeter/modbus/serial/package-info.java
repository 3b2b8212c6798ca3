/// RTU on serial lines, pseudo-terminals and TCP: server, client, ports.
///
/// Invariant: on a bus nothing is sent but replies to whole requests for our own units, in time.
@NullMarked
package io.polymeter.modbus.serial;

import org.jspecify.annotations.NullMarked;
