/// JSON texts: a small tree to read from, and strings to write.
///
/// Invariant: a tree comes from one whole, valid text, or not at all.
@NullMarked
package io.polymeter.json;

import org.jspecify.annotations.NullMarked;
