/// Meters that speak IEC 62056-21 (once IEC 1107) through their optical port, "D0".
///
/// Invariant: a data block is used whole or not at all; the meter is asked nothing that would change it.
@NullMarked
package io.polymeter.link.d0;

import org.jspecify.annotations.NullMarked;
