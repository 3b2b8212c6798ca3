/// The digital twin: a site in virtual time, whose consumers regulate on what they read. Batteries are plants
/// with limits, ramps and delays; consumers are laws with numbers, which are data. Loaded by the command
/// `twin` alone.
@NullMarked
package io.polymeter.twin;

import org.jspecify.annotations.NullMarked;
