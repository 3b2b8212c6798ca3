package io.polymeter.link.modbus.serve;

/// Passes on what happens to whoever listens at present. Any thread.
public final class TrafficRelay implements TrafficListener {

    private volatile TrafficListener target = TrafficListener.NONE;

    public void to(TrafficListener listener) {
        target = listener;
    }

    @Override
    public void received(PushSource source) {
        target.received(source);
    }

    @Override
    public void served(RegisterOutput output, int address, int count) {
        target.served(output, address, count);
    }
}
