/// A simulated world: the production code under a virtual clock, network, serial line and seeded faults.
///
/// Invariant: everything that happens follows from one seed; only one thread of a world runs at a time.
@NullMarked
package io.polymeter.lab.world;

import org.jspecify.annotations.NullMarked;
