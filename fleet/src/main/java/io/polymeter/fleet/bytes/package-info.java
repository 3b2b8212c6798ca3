/// The compact form of records in Kafka's topics and stores.
///
/// Invariant: what cannot be read whole is refused; nothing is allocated for a length that is not there.
@NullMarked
package io.polymeter.fleet.bytes;

import org.jspecify.annotations.NullMarked;
