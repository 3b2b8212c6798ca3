/// Kafka's topics: their names, and the records in them.
@NullMarked
package io.polymeter.fleet.topic;

import org.jspecify.annotations.NullMarked;
