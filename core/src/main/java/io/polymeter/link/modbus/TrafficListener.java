package io.polymeter.link.modbus;

import io.polymeter.store.Meter;

/// Who wants to know of samples and reads as they happen. Called on the endpoint's thread: it must return at once.
interface TrafficListener {

    /// Nobody.
    TrafficListener NONE = new TrafficListener() {};

    /// A sample of the meter was written to us; its state has it.
    default void received(Meter meter) {}

    /// An output answered a read with data.
    default void served(String output, int address, int count) {}
}
