/// A meter shown as a Marstek CT002 or CT003: framed texts over UDP (tomquist/AstraMeter,
/// docs/ct002-ct003-protocol.md).
///
/// Invariant: a battery is answered with fresh values, or not at all.
@NullMarked
package io.polymeter.link.ct002;

import org.jspecify.annotations.NullMarked;
