/// Meters that are played instead of measured: a believable household day, or a script.
///
/// Invariant: the same scenario, seed and time of day give the same values.
@NullMarked
package io.polymeter.link.simulate;

import org.jspecify.annotations.NullMarked;
