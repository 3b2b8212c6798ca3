/// Writing a meter to servers with function code 16, as a KSEM does as Modbus TCP client.
///
/// Invariant: a server that is slow or dead delays no other.
@NullMarked
package io.polymeter.link.modbus.push;

import org.jspecify.annotations.NullMarked;
