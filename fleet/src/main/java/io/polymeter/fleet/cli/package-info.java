/// The fleet's commands.
///
/// Invariant: an error is a line that a person can act on; 0 done, 1 failed, 2 wrong usage or configuration.
@NullMarked
package io.polymeter.fleet.cli;

import org.jspecify.annotations.NullMarked;
