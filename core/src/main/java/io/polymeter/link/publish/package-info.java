/// Outputs that tell others the values of meters, when there are new ones.
///
/// Invariant: only what is fresh is told, each value with the instant of its reception; nobody who measures ever
/// waits for anybody who is told.
@NullMarked
package io.polymeter.link.publish;

import org.jspecify.annotations.NullMarked;
