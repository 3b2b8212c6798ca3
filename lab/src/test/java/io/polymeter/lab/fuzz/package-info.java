/// Coverage-guided fuzzing of what reads bytes from outside.
///
/// Invariant: an input that broke something is kept as a test of its own.
@NullMarked
package io.polymeter.lab.fuzz;

import org.jspecify.annotations.NullMarked;
