/// What is known of one site, and what follows from a message: `(state, message, now) → (state, effects)`.
///
/// Invariants: adding what was added before changes nothing; what is replayed late gives the same quarter-hours as
/// what came in time; a quarter-hour without both of its counter readings has no energy, never 0; all instants are
/// milliseconds since 1970 UTC, powers milliwatts and energies milliwatt-hours, so that sums are exact.
@NullMarked
package io.polymeter.fleet.site;

import org.jspecify.annotations.NullMarked;
