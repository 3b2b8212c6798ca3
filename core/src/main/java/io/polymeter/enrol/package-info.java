/// How a gateway comes by its certificate: a one-time code, a key that never leaves it, and renewal in time.
///
/// Invariant: nothing is believed of a server whose authority is not the one the code names.
@NullMarked
package io.polymeter.enrol;

import org.jspecify.annotations.NullMarked;
