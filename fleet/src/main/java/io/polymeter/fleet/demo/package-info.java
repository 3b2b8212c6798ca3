/// A whole fleet on one machine: real processes, real connections, simulated meters.
///
/// Invariant: all but the meters is the real program; nothing is left behind.
@NullMarked
package io.polymeter.fleet.demo;

import org.jspecify.annotations.NullMarked;
