/// Modbus with programs of others, on both sides.
@NullMarked
package io.polymeter.lab.interop.modbus;

import org.jspecify.annotations.NullMarked;
