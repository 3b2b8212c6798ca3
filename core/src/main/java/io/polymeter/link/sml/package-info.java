/// Meters that send SML, the Smart Message Language 1.04 (BSI TR-03109-1, annex to "Feinspezifikation
/// drahtgebundene LMN-Schnittstelle").
///
/// Invariant: a file is used whole or not at all; every length is checked before memory is taken for it.
@NullMarked
package io.polymeter.link.sml;

import org.jspecify.annotations.NullMarked;
