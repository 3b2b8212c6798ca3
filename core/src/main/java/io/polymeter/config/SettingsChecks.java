package io.polymeter.config;

import io.polymeter.config.net.Addresses;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks what no single key shows. The settings may be incomplete after errors, so presence is asked of the
/// file.
final class SettingsChecks {

    private SettingsChecks() {}

    static void check(Settings settings, Problems problems) {
        if (settings.meters().isEmpty() && !problems.given("meters")) {
            problems.error("", "no meters are configured; the file needs the key 'meters'");
        }
        settings.meters().forEach((name, meter) -> new MeterChecks(problems, "meters." + name).check(name, meter));
        SumChecks.check(settings, problems);
        outputs(settings.withOutputs(complete(settings.outputs())), problems);
        http(settings.http(), problems);
        history(settings.history(), problems);
        positive(settings.log().statistics(), "log.statistics", problems);
    }

    /// Checks the outputs, each by itself and against everything else.
    static void outputs(Settings settings, Problems problems) {
        OutputChecks.check(settings, problems);
        EndpointChecks.check(settings, problems);
        SerialChecks.check(settings, problems);
    }

    /// Those outputs that say themselves what they need. Of the others nothing can be said until their consumers were
    /// asked.
    private static Map<String, OutputSettings> complete(Map<String, OutputSettings> outputs) {
        Map<String, OutputSettings> complete = new LinkedHashMap<>(outputs);
        complete.values().removeIf(output -> output.consumer() != null);
        return complete;
    }

    /// A unit id beyond 247 exists on TCP alone (Modbus over serial line V1.02, 2.2). There are devices that have one
    /// all the same, and consumers that ask for it: a Sungrow inverter asks its meter as unit 254.
    static void serialUnit(@Nullable Endpoint endpoint, int unit, String path, Problems problems) {
        if (endpoint == null || !endpoint.isSerial() || unit >= 1 && unit <= 247) {
            return;
        }
        String text = "must be 1 to 247 on a serial line, found " + unit;
        if (unit == 0) {
            problems.error(path + ".unit", text);
        } else if (problems.given(path + ".unit")) {
            problems.warning(path + ".unit", text + ": not every device takes it");
        }
    }

    static void positive(@Nullable Duration duration, String path, Problems problems) {
        if (duration != null && duration.isZero()) {
            problems.error(path, "is 0; expected a duration above 0");
        }
    }

    /// An error where we are to connect to port 0.
    static void reachable(@Nullable Endpoint endpoint, String path, Problems problems) {
        if (endpoint instanceof Endpoint.Net net && net.port() == 0) {
            problems.error(path, "port 0 cannot be connected to");
        }
    }

    /// Where an element of a list stands, which may have been written as a single scalar.
    static String element(Problems problems, String path, int index) {
        String element = path + "[" + index + "]";
        return problems.given(element) ? element : path;
    }

    private static void history(@Nullable HistorySettings history, Problems problems) {
        if (history != null
                && history.postgresql() != null
                && !history.postgresql().url().startsWith("postgresql://")) {
            problems.error(
                    "history.postgresql.url",
                    "'" + history.postgresql().url() + "' is not a database URL; expected postgresql://HOST/DATABASE");
        }
    }

    private static void http(HttpSettings http, Problems problems) {
        String host = http.listen().host();
        InetAddress address = Addresses.literal(host);
        boolean local = address == null ? host.equals("localhost") : address.isLoopbackAddress();
        if (!local && http.password() == null) {
            problems.warning(
                    "http.listen",
                    "the page can be reached from the network and there is no 'password': values are shown, every change"
                            + " is refused");
        }
        for (int i = 0; i < http.frames().size(); i++) {
            // It becomes part of a header.
            if (!http.frames().get(i).matches("https?://[A-Za-z0-9.:\\[\\]_-]+")) {
                problems.error(
                        element(problems, "http.frames", i),
                        "expected an origin such as http://homeassistant.local:8123, found '"
                                + http.frames().get(i) + "'");
            }
        }
        if (http.password() != null && http.password().reveal().isEmpty()) {
            problems.error("http.password", "must not be empty");
        }
    }
}
