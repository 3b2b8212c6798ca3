/// Reading a Modbus device: what it is, which registers are due, and the one connection to it.
///
/// Invariant: a group is published when all of it has arrived; a failed read changes nothing.
@NullMarked
package io.polymeter.link.modbus.poll;

import org.jspecify.annotations.NullMarked;
