/// MQTT with mutual TLS before Kafka: what gateways say is passed on as it is, and acknowledged when it is kept.
@NullMarked
package io.polymeter.fleet.front;

import org.jspecify.annotations.NullMarked;
