/// A whole Kafka in this process, for the demonstration and for tests.
@NullMarked
package io.polymeter.fleet.broker;

import org.jspecify.annotations.NullMarked;
