/// The memory of the engine's stores: Kafka Streams makes the one class here by its name.
///
/// Invariant: all stores of a process share one bound.
@NullMarked
package io.polymeter.fleet.rocksdb;

import org.jspecify.annotations.NullMarked;
