/// Limits of the power of an inverter.
///
/// Invariant: this is the only way in which an output limits an inverter; every limit ends by itself.
@NullMarked
package io.polymeter.link.limit;

import org.jspecify.annotations.NullMarked;
