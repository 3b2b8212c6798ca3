package io.polymeter.modbus.client;

import java.time.Duration;

/// How to talk to one device.
///
/// @param host a name or an IP address
/// @param port 1 to 65535
/// @param framing Modbus TCP, or RTU frames inside TCP as simple gateways do
/// @param connectTimeout how long connecting may take, with TLS if any; positive
/// @param timeout the longest wait for a reply; positive
/// @param adaptive whether the wait follows the device's latency, see [ResponseTimeout]; else it is always
///     `timeout`
/// @param connectDelay how long to leave a device alone after connecting
/// @param pause how long to leave a device alone between a reply and the next request
public record ClientSettings(
        String host,
        int port,
        Framing framing,
        Duration connectTimeout,
        Duration timeout,
        boolean adaptive,
        Duration connectDelay,
        Duration pause) {

    /// How requests and replies are wrapped.
    public enum Framing {
        /// With transaction ids: Modbus TCP.
        MBAP,
        /// With CRC and without transaction ids: RTU over TCP.
        RTU
    }

    public ClientSettings {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not 1 to 65535");
        }
        if (!connectTimeout.isPositive() || !timeout.isPositive() || connectDelay.isNegative() || pause.isNegative()) {
            throw new IllegalArgumentException("time-outs are positive, delays are not negative");
        }
    }

    /// Modbus TCP, 3 s to connect, 1 s to reply, no delays.
    public static ClientSettings of(String host, int port) {
        return new ClientSettings(
                host,
                port,
                Framing.MBAP,
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                true,
                Duration.ZERO,
                Duration.ZERO);
    }

    /// The same with other framing.
    public ClientSettings framed(Framing framing) {
        return new ClientSettings(host, port, framing, connectTimeout, timeout, adaptive, connectDelay, pause);
    }

    /// The same with other time limits.
    public ClientSettings waiting(Duration connectTimeout, Duration timeout) {
        return new ClientSettings(host, port, framing, connectTimeout, timeout, adaptive, connectDelay, pause);
    }

    /// The same, but the wait for a reply is always the whole time-out.
    public ClientSettings waitingFully() {
        return new ClientSettings(host, port, framing, connectTimeout, timeout, false, connectDelay, pause);
    }

    /// The same with other pacing.
    public ClientSettings paced(Duration connectDelay, Duration pause) {
        return new ClientSettings(host, port, framing, connectTimeout, timeout, adaptive, connectDelay, pause);
    }

    /// `host:port`.
    String name() {
        return host + ":" + port;
    }
}
