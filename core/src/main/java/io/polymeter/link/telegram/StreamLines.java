package io.polymeter.link.telegram;

import io.polymeter.config.LineFormat;
import io.polymeter.config.kind.StreamEndpoint;
import io.polymeter.config.kind.StreamSource;
import io.polymeter.link.Clock;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Opens the lines of meters: a seam for simulation.
public record StreamLines(SerialOpener serial, Connector connector) {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    /// The serial ports and the network of this machine.
    public static StreamLines system() {
        return new StreamLines(SerialOpener.system(), Connector.system());
    }

    /// @param fetching how a web server is asked; null where `from` is none
    SerialLine open(StreamEndpoint from, LineFormat format, StreamSource.@Nullable Fetching fetching, Clock clock)
            throws IOException {
        return switch (from) {
            case StreamEndpoint.Http(URI uri) -> new FetchedLine(uri, Objects.requireNonNull(fetching), clock);
            case StreamEndpoint.Serial port -> serial.open(port.device().toString(), parameters(format));
            case StreamEndpoint.Tcp tcp ->
                new DuplexLine(connector.open(tcp.host(), tcp.port(), CONNECT), from.toString());
        };
    }

    /// The same, as serial ports take it.
    public static SerialParameters parameters(LineFormat format) {
        return new SerialParameters(
                format.baud(),
                format.dataBits(),
                SerialParameters.Parity.valueOf(format.parity().name()),
                format.stopBits());
    }
}
