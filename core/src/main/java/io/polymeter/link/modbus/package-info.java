/// Modbus sources and outputs: devices that write to us or are read, and registers shown to those who read.
///
/// Invariant: one owner and one connection per endpoint; a request is answered from one immutable state, and
/// nothing here makes a reader of a meter wait for a source. A proxy's clients alone ask the device itself.
@NullMarked
package io.polymeter.link.modbus;

import org.jspecify.annotations.NullMarked;
