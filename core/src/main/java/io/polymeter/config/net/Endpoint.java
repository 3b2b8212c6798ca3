package io.polymeter.config.net;

import io.polymeter.config.yaml.Scalar;
import java.nio.file.Path;

/// Where a Modbus device is, or where one is offered: `tcp://host:502`, `tls://host:802`,
/// `rtu:///dev/serial/by-id/…` or `rtu+tcp://host:port`; offered alone, `udp://host:502`. An IPv6 address stands in
/// brackets.
@Scalar(
        words = "an endpoint such as tcp://192.168.1.20:502, tls://host:802, rtu:///dev/ttyUSB0 or rtu+tcp://host:4001",
        pattern = "(tcp|tls|udp|rtu\\+tcp)://.+|rtu:///.+")
public sealed interface Endpoint {

    /// The port registered for Modbus over TCP.
    int TCP_PORT = 502;

    /// The port registered for Modbus/TCP Security.
    int TLS_PORT = 802;

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    static Endpoint parse(String text) {
        return EndpointParser.parse(text);
    }

    /// An endpoint with an IP port.
    sealed interface Net extends Endpoint {

        /// A name or a literal address, IPv6 without brackets.
        String host();

        /// 0 to 65535; 0 only where a port of the system's choice is listened on.
        int port();
    }

    /// Modbus TCP. Without a port it is 502.
    record Tcp(String host, int port) implements Net {
        @Override
        public String toString() {
            return "tcp://" + HostPort.format(host, port);
        }
    }

    /// Modbus/UDP: a frame of Modbus TCP in each datagram. Without a port it is 502. Served alone.
    record Udp(String host, int port) implements Net {
        @Override
        public String toString() {
            return "udp://" + HostPort.format(host, port);
        }
    }

    /// Modbus/TCP Security. Without a port it is 802.
    record Tls(String host, int port) implements Net {
        @Override
        public String toString() {
            return "tls://" + HostPort.format(host, port);
        }
    }

    /// RTU frames through a TCP connection, as serial device servers offer it.
    record RtuOverTcp(String host, int port) implements Net {
        @Override
        public String toString() {
            return "rtu+tcp://" + HostPort.format(host, port);
        }
    }

    /// A serial line.
    record Rtu(Path device) implements Endpoint {
        @Override
        public String toString() {
            return "rtu://" + device;
        }
    }

    /// Whether units are those of a serial line: 1 to 247.
    default boolean isSerial() {
        return switch (this) {
            case Rtu _, RtuOverTcp _ -> true;
            case Tcp _, Tls _, Udp _ -> false;
        };
    }
}
