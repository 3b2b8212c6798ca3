package io.polymeter.config;

import io.polymeter.config.net.Addresses;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks what no single key shows. The settings may be incomplete after errors, so presence is asked of the
/// file.
final class SettingsChecks {

    private SettingsChecks() {}

    static void check(Settings settings, Problems problems) {
        if (settings.meters().isEmpty() && !problems.given("meters")) {
            problems.error(
                    "",
                    Message.of(
                            "no-meters-configured-file", "no meters are configured; the file needs the key 'meters'"));
        }
        settings.meters().forEach((name, meter) -> new MeterChecks(problems, "meters." + name).check(name, meter));
        SumChecks.check(settings, problems);
        outputs(settings.withOutputs(complete(settings.outputs())), problems);
        http(settings.http(), problems);
        if (settings.notices() != null) {
            settings.notices().check(problems);
        }
        history(settings.history(), problems);
        ValueChecks.positive(settings.log().statistics(), "log.statistics", problems);
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

    private static void history(@Nullable HistorySettings history, Problems problems) {
        if (history != null && history.postgresql() != null) {
            Urls.database(history.postgresql().url(), "history.postgresql.url", problems);
        }
    }

    private static void http(HttpSettings http, Problems problems) {
        String host = http.listen().host();
        InetAddress address = Addresses.literal(host);
        boolean local = address == null ? host.equals("localhost") : address.isLoopbackAddress();
        if (!local && http.password() == null) {
            problems.warning(
                    "http.listen",
                    Message.of(
                            "page-can-reached-from",
                            "the page can be reached from the network and there is no 'password': values are shown, every change is refused"));
        }
        for (int i = 0; i < http.frames().size(); i++) {
            // It becomes part of a header.
            if (!http.frames().get(i).matches("https?://[A-Za-z0-9.:\\[\\]_-]+")) {
                problems.error(
                        ValueChecks.element(problems, "http.frames", i),
                        Message.of(
                                "expected-origin-such-as",
                                "expected an origin such as http://homeassistant.local:8123, found '{frames}'",
                                http.frames().get(i)));
            }
        }
        if (http.tls() != null
                && (http.tls().certificate() == null) != (http.tls().key() == null)) {
            problems.keyError(
                    "http.tls",
                    Message.of("certificate-key-require-each", "'certificate' and 'key' require each other"));
        }
        if (http.password() != null && http.password().reveal().isEmpty()) {
            problems.error("http.password", Message.of("must-not-empty", "must not be empty"));
        }
    }
}
