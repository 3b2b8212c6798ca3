/// What was measured, kept on a disk that wears out: seconds, minutes and quarter-hours, and the energy of each
/// quarter-hour, in one SQLite file of compressed chunks.
///
/// Invariant: what was not measured is a gap, never 0 and never a guess; every watt-hour counts once; the disk is
/// written to at most once a minute; nothing here is ever waited for by a source or an output.
@NullMarked
package io.polymeter.app.history;

import org.jspecify.annotations.NullMarked;
