package io.polymeter.app.cli.client;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Opens an endpoint that a command names, to read from it.
public final class EndpointClients {

    private static final Pattern LINE = Pattern.compile("(\\d{3,7})-8([NnEeOo])([12])");

    private EndpointClients() {}

    /// Reads an endpoint off the command line.
    public static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + text + "': " + e.getMessage());
        }
    }

    /// Opens a client of an endpoint, whatever its transport.
    ///
    /// @param timeout how long to wait for a reply
    /// @param line of a serial port
    /// @param state gives the directory whose certificate table and key a TLS connection uses
    public static ModbusClient open(Endpoint endpoint, Duration timeout, SerialParameters line, Supplier<Path> state)
            throws IOException {
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> new TcpClient(settings(tcp, timeout), Connector.system(), Ticker.SYSTEM);
            case Endpoint.RtuOverTcp rtu ->
                new TcpClient(
                        settings(rtu, timeout).framed(ClientSettings.Framing.RTU), Connector.system(), Ticker.SYSTEM);
            case Endpoint.Rtu(var device) ->
                new RtuClient(
                        SerialOpener.system().open(device.toString(), line),
                        RtuClient.Settings.of(line).withTimeout(timeout));
            case Endpoint.Udp udp ->
                throw new IOException(
                        udp + " can be served alone; a device is read at tcp://, tls://, rtu:// or rtu+tcp://");
            case Endpoint.Tls tls -> TlsDevice.open(tls, timeout, state.get());
        };
    }

    private static ClientSettings settings(Endpoint.Net net, Duration timeout) {
        return ClientSettings.of(net.host(), net.port()).waiting(timeout.plusSeconds(2), timeout);
    }

    /// A line as `38400-8N2` says, or the profile's where nothing is said, or the most usual one.
    public static SerialParameters line(@Nullable String text, @Nullable Profile profile) {
        if (text == null) {
            return usual(profile);
        }
        Matcher line = LINE.matcher(text.strip());
        try {
            if (line.matches()) {
                SerialParameters.Parity parity =
                        switch (Character.toUpperCase(line.group(2).charAt(0))) {
                            case 'E' -> SerialParameters.Parity.EVEN;
                            case 'O' -> SerialParameters.Parity.ODD;
                            default -> SerialParameters.Parity.NONE;
                        };
                return new SerialParameters(Integer.parseInt(line.group(1)), parity, Integer.parseInt(line.group(3)));
            }
        } catch (IllegalArgumentException _) {
            // Told below, with what is right.
        }
        throw CommandFailure.usage("--line " + text + " is no serial line such as 9600-8N1, 19200-8E1 or 38400-8N2");
    }

    private static SerialParameters usual(@Nullable Profile profile) {
        Profile.SerialDefaults serial = profile == null ? null : profile.wire().serial();
        return serial == null
                ? new SerialParameters(9_600, SerialParameters.Parity.NONE, 1)
                : new SerialParameters(
                        serial.baud(),
                        SerialParameters.Parity.valueOf(serial.parity().toUpperCase(Locale.ROOT)),
                        serial.stopBits());
    }
}
