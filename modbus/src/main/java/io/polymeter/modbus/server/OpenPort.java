package io.polymeter.modbus.server;

import java.net.InetSocketAddress;

/// A port that is served; all of it may be called from any thread.
public interface OpenPort extends AutoCloseable {

    /// Where it listens, with the port that port 0 became.
    InetSocketAddress localAddress();

    /// What has happened here so far.
    ServerCounters counters();

    /// Stops listening and ends all connections of this port; when it returns, the port is free again.
    @Override
    void close();
}
