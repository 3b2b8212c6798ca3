/// Virtual meters: other meters, added or subtracted.
///
/// Invariant: a sum is as old as its oldest part, and there only where every part is.
@NullMarked
package io.polymeter.link.virtual;

import org.jspecify.annotations.NullMarked;
