package io.polymeter.link.modbus.serve;

/// Who wants to know of samples and reads as they happen. Called on the endpoint's thread: it must return at
/// once.
public interface TrafficListener {

    /// Nobody.
    TrafficListener NONE = new TrafficListener() {};

    /// A whole sample was written to us; the meter's state has it.
    default void received(PushSource source) {}

    /// An output answered a read with data.
    default void served(RegisterOutput output, int address, int count) {}
}
