/// Meters that are topics of an MQTT broker.
///
/// Invariant: a message that the broker had kept for us (retained) is as old as it says itself, and unusable where
/// it does not say; whatever is heard while we are connected is as old as its reception, or older where it says so.
@NullMarked
package io.polymeter.link.mqtt;

import org.jspecify.annotations.NullMarked;
