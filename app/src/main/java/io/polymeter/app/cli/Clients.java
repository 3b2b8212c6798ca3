package io.polymeter.app.cli;

import io.polymeter.config.Endpoint;
import io.polymeter.modbus.transport.ClientSettings;
import io.polymeter.modbus.transport.Connector;
import io.polymeter.modbus.transport.ModbusClient;
import io.polymeter.modbus.transport.RtuMaster;
import io.polymeter.modbus.transport.SerialOpener;
import io.polymeter.modbus.transport.SerialParameters;
import io.polymeter.modbus.transport.TcpClient;
import io.polymeter.modbus.transport.Ticker;
import io.polymeter.profile.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Opens an endpoint that a command names, to read from it.
final class Clients {

    private Clients() {}

    /// Reads an endpoint off the command line.
    static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("'" + text + "': " + e.getMessage());
        }
    }

    /// @param timeout how long to wait for a reply
    /// @param profile gives the serial line's parameters, where it has some
    /// @param config the configuration whose certificate table and key a TLS connection uses
    static ModbusClient open(Endpoint endpoint, Duration timeout, @Nullable Profile profile, @Nullable Path config)
            throws IOException {
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> new TcpClient(settings(tcp, timeout), Connector.system(), Ticker.SYSTEM);
            case Endpoint.RtuOverTcp rtu ->
                new TcpClient(
                        settings(rtu, timeout).framed(ClientSettings.Framing.RTU), Connector.system(), Ticker.SYSTEM);
            case Endpoint.Rtu(var device) -> {
                SerialParameters parameters = parameters(profile);
                yield new RtuMaster(
                        SerialOpener.system().open(device.toString(), parameters),
                        RtuMaster.Settings.of(parameters).withTimeout(timeout));
            }
            case Endpoint.Tls tls -> TlsDevice.open(tls, timeout, TrustCommand.state(config));
        };
    }

    private static ClientSettings settings(Endpoint.Net net, Duration timeout) {
        return ClientSettings.of(net.host(), net.port()).waiting(timeout.plusSeconds(2), timeout);
    }

    private static SerialParameters parameters(@Nullable Profile profile) {
        Profile.SerialDefaults serial = profile == null ? null : profile.wire().serial();
        return serial == null
                ? new SerialParameters(9_600, SerialParameters.Parity.NONE, 1)
                : new SerialParameters(
                        serial.baud(),
                        SerialParameters.Parity.valueOf(serial.parity().toUpperCase(Locale.ROOT)),
                        serial.stopBits());
    }
}
