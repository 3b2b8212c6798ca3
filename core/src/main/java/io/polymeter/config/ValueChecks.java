package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Checks of single values that several kinds of sources and sinks share.
public final class ValueChecks {

    private ValueChecks() {}

    /// A unit id beyond 247 exists on TCP alone (Modbus over serial line V1.02, 2.2). There are devices that have one
    /// all the same, and consumers that ask for it: a Sungrow inverter asks its meter as unit 254.
    public static void serialUnit(@Nullable Endpoint endpoint, int unit, String path, Problems problems) {
        if (endpoint == null || !endpoint.isSerial() || unit >= 1 && unit <= 247) {
            return;
        }
        if (unit == 0) {
            problems.error(
                    path + ".unit",
                    Message.of("unit-on-serial-line", "must be 1 to 247 on a serial line, found {unit}", unit));
        } else if (problems.given(path + ".unit")) {
            problems.warning(
                    path + ".unit",
                    Message.of(
                            "unit-reserved",
                            "{unit} is reserved on a serial line, which has 1 to 247: not every device takes it",
                            unit));
        }
    }

    /// An error where the duration is given and 0.
    public static void positive(@Nullable Duration duration, String path, Problems problems) {
        if (duration != null && duration.isZero()) {
            problems.error(path, Message.of("0-expected-duration-above", "is 0; expected a duration above 0"));
        }
    }

    /// An error where we are to connect to port 0.
    public static void reachable(@Nullable Endpoint endpoint, String path, Problems problems) {
        if (endpoint instanceof Endpoint.Net net && net.port() == 0) {
            problems.error(path, Message.of("port-0-cannot-connected", "port 0 cannot be connected to"));
        }
    }

    /// An error where an endpoint is meant for something that Modbus/UDP is not spoken for.
    public static void notUdp(@Nullable Endpoint endpoint, String path, Problems problems) {
        if (endpoint instanceof Endpoint.Udp) {
            problems.error(
                    path,
                    Message.of(
                            "udp-for-serve-alone",
                            "udp:// is for 'serve' alone; expected tcp://, tls://, rtu:// or rtu+tcp://"));
        }
    }

    /// Where an element of a list stands, which may have been written as a single scalar.
    public static String element(Problems problems, String path, int index) {
        String element = path + "[" + index + "]";
        return problems.given(element) ? element : path;
    }
}
