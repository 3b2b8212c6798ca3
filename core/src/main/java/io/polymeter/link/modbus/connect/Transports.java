package io.polymeter.link.modbus.connect;

import io.polymeter.capture.Channel;
import io.polymeter.capture.Traffic;
import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.server.PortOpener;
import org.jspecify.annotations.Nullable;

/// How devices are reached: seams for simulation.
///
/// @param ports opens ports to serve, null: this machine's
/// @param traffic sees all frames
public record Transports(
        Connector connector,
        SerialOpener serial,
        Ticker ticker,
        @Nullable PortOpener ports,
        Traffic traffic) {

    /// With frames that nobody sees.
    public Transports(Connector connector, SerialOpener serial, Ticker ticker, @Nullable PortOpener ports) {
        this(connector, serial, ticker, ports, new Traffic());
    }

    /// The network and the serial ports of this machine.
    public static Transports system() {
        return new Transports(Connector.system(), SerialOpener.system(), Ticker.SYSTEM, null);
    }

    /// What carries the frames of an endpoint.
    public static Channel.Transport kind(Endpoint endpoint) {
        return switch (endpoint.scheme()) {
            case TCP -> Channel.Transport.TCP;
            case TLS -> Channel.Transport.TLS;
            case UDP -> Channel.Transport.UDP;
            case RTU -> Channel.Transport.RTU;
            case RTU_OVER_TCP -> Channel.Transport.RTU_OVER_TCP;
        };
    }
}
