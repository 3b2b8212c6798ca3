/// Modbus traffic as files: what is seen of the wire while somebody records, pcapng written and read, and a recorded
/// device that answers again. Nothing that a file says is believed before it was checked.
@NullMarked
package io.polymeter.capture;

import org.jspecify.annotations.NullMarked;
