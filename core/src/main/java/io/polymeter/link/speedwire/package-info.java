/// SMA Energy Meters and Sunny Home Managers, which tell their values to the network (Speedwire, "SMA Energy Meter
/// Protokoll" EMETER-Protokoll-TI).
///
/// Invariant: a datagram is used whole or not at all; where several meters speak, none is taken for another.
@NullMarked
package io.polymeter.link.speedwire;

import org.jspecify.annotations.NullMarked;
