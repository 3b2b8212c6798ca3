/// Foreign programs and libraries as the other side: what they understand is what Modbus is in the field.
///
/// A peer that is not installed is a failure, never a skipped test.
@NullMarked
package io.polymeter.lab.interop;

import org.jspecify.annotations.NullMarked;
