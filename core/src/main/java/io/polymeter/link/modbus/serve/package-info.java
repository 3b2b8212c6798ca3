/// Serving registers: endpoints, unit ids, who may read and write, devices that write to us.
///
/// Invariant: nothing makes a reader of a meter wait for a source; a request is answered from one immutable state.
@NullMarked
package io.polymeter.link.modbus.serve;

import org.jspecify.annotations.NullMarked;
