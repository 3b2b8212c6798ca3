/// Meters that are written as InfluxDB line protocol.
///
/// Invariant: a value is written once, with the time of its reception; what the server does not take is kept within
/// bounds, and what is dropped is counted.
@NullMarked
package io.polymeter.link.influx;

import org.jspecify.annotations.NullMarked;
