/// The engine on Kafka Streams: stores, topics and time around what `site` and `group` decide.
///
/// Invariant: all that has to survive is in a store or a topic, in the transaction of the message that caused
/// it; what is kept in memory is made anew from the stores when a task begins.
@NullMarked
package io.polymeter.fleet.topology;

import org.jspecify.annotations.NullMarked;
