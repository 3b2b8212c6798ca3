/// The command line: `polymeter COMMAND`, exit 0 done, 1 failed, 2 wrong usage or configuration.
///
/// Invariant: an error is one or two lines on the standard error stream that a person can act on, never a stack
/// trace unless `--debug` asks for it.
@NullMarked
package io.polymeter.app.cli;

import org.jspecify.annotations.NullMarked;
