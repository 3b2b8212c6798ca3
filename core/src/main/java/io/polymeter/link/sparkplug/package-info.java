/// Meters as the devices of a Sparkplug B edge node.
///
/// Source: Eclipse Sparkplug Specification 3.0.0, sections 4 to 6.
///
/// Invariant: only what is fresh is told as present, what comes later is marked as historical, and what cannot be told
/// any more is said to be lost; nobody who measures ever waits for a broker or a disk.
@NullMarked
package io.polymeter.link.sparkplug;

import org.jspecify.annotations.NullMarked;
