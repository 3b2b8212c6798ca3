/// The format of a chunk of history: columns of values and whole numbers, compressed.
///
/// Invariant: decoding an encoded chunk gives back every value within its resolution; a damaged chunk is detected,
/// never misread.
@NullMarked
package io.polymeter.app.history.chunk;

import org.jspecify.annotations.NullMarked;
