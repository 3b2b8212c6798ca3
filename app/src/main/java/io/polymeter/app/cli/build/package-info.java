/// Documents about the program: the manual page and the command reference, generated from the declarations picocli
/// reads.
///
/// Invariant: nothing here is needed while the program runs.
@NullMarked
package io.polymeter.app.cli.build;

import org.jspecify.annotations.NullMarked;
