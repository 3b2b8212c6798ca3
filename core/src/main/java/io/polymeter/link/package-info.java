/// The one contract of everything that runs: a link is a source or an output.
///
/// Invariant: a link is one blocking `run()`; it ends by return, exception or interrupt.
@NullMarked
package io.polymeter.link;

import org.jspecify.annotations.NullMarked;
