package io.polymeter.link.modbus.connect;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.LineMemory;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.RtuSettings;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialParameters;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the connection to an endpoint is made: everything that two links on one endpoint must agree on.
///
/// @param timeout how long to wait for a reply; null: a second, or what the device has shown to need
/// @param line how characters travel on a serial line; without meaning elsewhere
/// @param tls certificates of a TLS connection, null for our own and nobody trusted without a decision
public record ClientTerms(
        Endpoint endpoint,
        SerialParameters line,
        @Nullable Duration timeout,
        Duration pause,
        Duration connectDelay,
        @Nullable TlsSettings tls) {

    private static final Duration DEFAULT = Duration.ofSeconds(1);

    private ModbusClient serial(Transports ways, SerialLine open, LineMemory memory) {
        RtuClient.Settings settings = new RtuClient.Settings(
                line, timeout == null ? DEFAULT : timeout, pause, RtuSettings.Echo.AUTOMATIC, ways.ticker());
        ModbusClient client = new RtuClient(open, settings, memory);
        return open.pinsThread() ? new SerialClient(client) : client;
    }

    /// A client of this endpoint, which is to connect yet.
    ///
    /// @param memory what the clients before it have learned
    public ModbusClient open(Transports ways, TlsCredentials trust, LineMemory memory) throws IOException {
        return switch (endpoint.scheme()) {
            case TCP -> tcp(ways, ways.connector(), settings(ClientSettings.Framing.MBAP), memory);
            case RTU_OVER_TCP -> tcp(ways, ways.connector(), settings(ClientSettings.Framing.RTU), memory);
            case RTU ->
                serial(
                        ways,
                        ways.serial().open(((Endpoint.Rtu) endpoint).device().toString(), line),
                        memory);
            case UDP -> throw new IOException(endpoint + " can be served alone");
            case TLS ->
                tcp(ways, trust.client(tls, endpoint.toString()), settings(ClientSettings.Framing.MBAP), memory);
        };
    }

    private ClientSettings settings(ClientSettings.Framing framing) {
        Endpoint.Net net = (Endpoint.Net) endpoint;
        ClientSettings settings = ClientSettings.of(net.host(), net.port())
                .framed(framing)
                .waiting(Duration.ofSeconds(3), timeout == null ? DEFAULT : timeout)
                .paced(connectDelay, pause);
        return timeout == null ? settings : settings.waitingFully();
    }

    private static ModbusClient tcp(Transports ways, Connector connector, ClientSettings settings, LineMemory memory) {
        return new TcpClient(settings, connector, ways.ticker(), memory);
    }
}
