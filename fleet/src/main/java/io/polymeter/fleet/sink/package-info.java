/// Quarter-hours and sums in PostgreSQL.
///
/// Invariant: rows and the offsets they came from are one transaction, so each is written once; a row is only replaced
/// by one of a higher revision.
@NullMarked
package io.polymeter.fleet.sink;

import org.jspecify.annotations.NullMarked;
