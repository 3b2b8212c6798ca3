/// Configurations that go out to sites in waves.
///
/// Invariant: no wave begins before all of the one before have answered; what a wave may do to sites is bounded by the
/// share of failures at which it stops.
@NullMarked
package io.polymeter.fleet.rollout;

import org.jspecify.annotations.NullMarked;
