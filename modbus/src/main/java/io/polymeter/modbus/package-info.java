/// The Modbus application protocol: protocol data units, their ranges and their coding.
///
/// Invariant: a PDU that exists is valid. Lengths and ranges of the Modbus Application Protocol Specification
/// V1.1b3 are checked in the constructors, so nothing downstream checks them again. Knows no meter and no
/// transport.
@NullMarked
package io.polymeter.modbus;

import org.jspecify.annotations.NullMarked;
