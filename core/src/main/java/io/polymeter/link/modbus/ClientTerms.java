package io.polymeter.link.modbus;

import io.polymeter.config.Endpoint;
import io.polymeter.modbus.transport.ClientSettings;
import io.polymeter.modbus.transport.ModbusClient;
import io.polymeter.modbus.transport.RtuMaster;
import io.polymeter.modbus.transport.RtuSettings;
import io.polymeter.modbus.transport.SerialParameters;
import io.polymeter.modbus.transport.TcpClient;
import java.io.IOException;
import java.time.Duration;

/// How the connection to an endpoint is made: everything that two links on one endpoint must agree on.
///
/// @param line how characters travel on a serial line; without meaning elsewhere
record ClientTerms(Endpoint endpoint, SerialParameters line, Duration timeout, Duration pause, Duration connectDelay) {

    ModbusClient open(Ways ways) throws IOException {
        return switch (endpoint) {
            case Endpoint.Tcp(String host, int port) -> tcp(ways, host, port, ClientSettings.Framing.MBAP);
            case Endpoint.RtuOverTcp(String host, int port) -> tcp(ways, host, port, ClientSettings.Framing.RTU);
            case Endpoint.Rtu(var device) ->
                new SerialClient(new RtuMaster(
                        ways.serial().open(device.toString(), line),
                        new RtuMaster.Settings(line, timeout, pause, RtuSettings.Echo.AUTOMATIC, ways.ticker())));
            case Endpoint.Tls tls -> throw new IOException(tls + " is not yet supported");
        };
    }

    private ModbusClient tcp(Ways ways, String host, int port, ClientSettings.Framing framing) {
        ClientSettings settings = ClientSettings.of(host, port)
                .framed(framing)
                .waiting(Duration.ofSeconds(3), timeout)
                .paced(connectDelay, pause);
        return new TcpClient(settings, ways.connector(), ways.ticker());
    }
}
