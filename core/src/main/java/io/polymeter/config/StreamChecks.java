package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.YamlName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks meters that are heard on a line of their own, and that nothing else uses this line.
final class StreamChecks {

    private final Problems problems;
    /// Who uses a serial device or a TCP port, by device or address.
    private final Map<String, String> users = new HashMap<>();

    private StreamChecks(Problems problems) {
        this.problems = problems;
    }

    static void check(Settings settings, Problems problems) {
        StreamChecks checks = new StreamChecks(problems);
        settings.meters().forEach((name, meter) -> {
            if (meter.source() instanceof ModbusSource modbus) {
                checks.modbus(modbus.push(), "meters." + name + ".modbus.push");
                checks.modbus(modbus.poll(), "meters." + name + ".modbus.poll");
            }
        });
        settings.outputs().forEach((name, output) -> {
            if (output.sink() instanceof ModbusSink modbus) {
                String path = "outputs." + name + ".modbus";
                modbus.serve().forEach(endpoint -> checks.modbus(endpoint, path + ".serve"));
                modbus.push().forEach(endpoint -> checks.modbus(endpoint, path + ".push"));
                checks.modbus(modbus.proxy(), path + ".proxy");
            }
        });
        settings.meters().forEach((name, meter) -> {
            if (meter.source() instanceof StreamSource stream) {
                checks.stream(stream, "meters." + name + "." + word(stream));
            }
        });
    }

    private void modbus(@Nullable Endpoint endpoint, String path) {
        if (endpoint != null) {
            String address = switch (endpoint) {
                case Endpoint.Rtu rtu -> rtu.device().toString();
                case Endpoint.Net net -> HostPort.format(net.host(), net.port());
            };
            users.putIfAbsent(address, path);
        }
    }

    private void stream(StreamSource stream, String path) {
        if (!problems.given(path + ".from")) {
            return;
        }
        String address = switch (stream.from()) {
            case StreamEndpoint.Serial serial -> serial.device().toString();
            case StreamEndpoint.Tcp tcp -> HostPort.format(tcp.host(), tcp.port());
        };
        String other = users.putIfAbsent(address, path + ".from");
        if (other != null) {
            problems.error(path + ".from", address + " is taken by " + other);
        }
        if (stream.line() != null && stream.from() instanceof StreamEndpoint.Tcp) {
            problems.keyError(path + ".line", "is for serial lines alone; what is behind a TCP port has its own");
        }
        switch (stream) {
            case SmlSource _ -> {}
            case D0Source d0 -> password(d0, path);
            case P1Source p1 -> keys(p1.key(), p1.authenticationKey(), path);
            case HanSource han -> keys(han.key(), han.authenticationKey(), path);
        }
    }

    private void password(D0Source d0, String path) {
        Secret password = d0.password();
        if (password == null) {
            return;
        }
        if (d0.mode() != null && d0.mode() != D0Source.Mode.C) {
            problems.keyError(path + ".password", "is for mode c alone: other modes ask for none");
        }
        String text = password.reveal();
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 127 && "()/!*".indexOf(c) < 0);
        if (text.isEmpty() || text.length() > 32 || !printable) {
            problems.error(path + ".password", "a password has 1 to 32 letters and digits");
        }
    }

    private void keys(@Nullable Secret key, @Nullable Secret authenticationKey, String path) {
        if (key == null && authenticationKey != null) {
            problems.keyError(path + ".authentication-key", "has no meaning without 'key'");
        }
        key(key, path + ".key");
        key(authenticationKey, path + ".authentication-key");
    }

    private void key(@Nullable Secret key, String path) {
        if (key != null && !key.reveal().strip().matches("[0-9A-Fa-f]{32}")) {
            problems.error(path, "a key has 32 hexadecimal digits");
        }
    }

    private static String word(StreamSource stream) {
        YamlName word = stream.getClass().getAnnotation(YamlName.class);
        return word == null ? "" : word.value();
    }
}
