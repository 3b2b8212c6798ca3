/// Meters as services on the D-Bus of a Victron GX device, as programs made with Victron's velib expect them.
///
/// Invariant: one connection per service; all changes of one update leave in one signal; what is not measured now
/// is an invalid value, except energy, which stays.
@NullMarked
package io.polymeter.link.victron;

import org.jspecify.annotations.NullMarked;
