/// The latest state of every meter, and who waits for the next.
///
/// Invariant: states switch whole; readers take no lock and never block writers. What consumers are shown of an
/// energy counter never falls.
@NullMarked
package io.polymeter.store;

import org.jspecify.annotations.NullMarked;
