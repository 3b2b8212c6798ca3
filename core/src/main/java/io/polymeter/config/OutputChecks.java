package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks the outputs, each by itself and against the others.
final class OutputChecks {

    /// The oldest answer that a proxy may give twice.
    private static final Duration OLDEST = Duration.ofSeconds(10);

    private final Settings settings;
    private final Problems problems;
    private final ListenChecks listen;
    private final Map<String, String> services = new HashMap<>();

    private OutputChecks(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
        this.listen = new ListenChecks(problems);
    }

    static void check(Settings settings, Problems problems) {
        OutputChecks checks = new OutputChecks(settings, problems);
        settings.outputs().forEach((name, output) -> checks.output("outputs." + name, output));
    }

    private void output(String path, OutputSettings output) {
        meters(path, output);
        steers(path, output);
        if (MeterSettings.AUTO.equals(output.profile())) {
            problems.error(path + ".profile", "'auto' finds out what a meter is; an output names what to look like");
        }
        switch (output.sink()) {
            case ModbusSink sink -> {
                single(path, output, "modbus");
                modbus(path, output, sink);
            }
            case VictronSink sink -> {
                single(path, output, "victron");
                victron(path + ".victron", sink);
            }
            case MqttSink sink -> SinkChecks.mqtt(path + ".mqtt", sink, problems);
            case InfluxSink sink -> SinkChecks.influx(path + ".influx", sink, problems);
        }
    }

    private void meters(String path, OutputSettings output) {
        boolean one = problems.given(path + ".meter");
        boolean several = problems.given(path + ".meters");
        if (!one && !several) {
            problems.keyError(path, "needs the key 'meter', or 'meters' with a list or all");
        }
        if (one && several) {
            problems.keyError(path + ".meters", "stands beside 'meter'; one of them is enough");
        }
        if (output.meter() != null) {
            known(output.meter(), path + ".meter");
        }
        List<String> names = output.meters();
        for (int i = 0; i < names.size(); i++) {
            String at = SettingsChecks.element(problems, path + ".meters", i);
            known(names.get(i), at);
            if (names.indexOf(names.get(i)) < i) {
                problems.error(at, "'" + names.get(i) + "' is named for the second time");
            }
        }
        if (names.size() > 1 && names.contains(OutputSettings.ALL)) {
            problems.error(path + ".meters", "'all' stands alone");
        }
    }

    private void steers(String path, OutputSettings output) {
        List<String> names = output.steers();
        for (int i = 0; i < names.size(); i++) {
            String at = SettingsChecks.element(problems, path + ".steers", i);
            if (!problems.given("meters." + names.get(i))) {
                problems.error(
                        at, MeterNames.unknown(names.get(i), settings.meters().keySet()));
            } else if (names.get(i).equals(output.meter())) {
                problems.error(
                        at, "'" + names.get(i) + "' is the meter that is shown; a consumer sets another's power");
            }
        }
    }

    private void known(String name, String at) {
        if (!name.equals(OutputSettings.ALL) && !problems.given("meters." + name)) {
            problems.error(at, MeterNames.unknown(name, settings.meters().keySet()));
        }
    }

    private void single(String path, OutputSettings output, String sink) {
        boolean several = output.showsAll()
                ? settings.meters().size() != 1
                : output.named().size() > 1;
        if (several) {
            problems.error(
                    path + (output.meter() != null ? ".meter" : ".meters"), "a " + sink + " output shows one meter");
        }
    }

    /// The one meter of an output, as far as it is known.
    private @Nullable MeterSettings meter(OutputSettings output) {
        List<String> names = settings.metersOf(output);
        return names.size() == 1 ? settings.meters().get(names.getFirst()) : null;
    }

    private void modbus(String path, OutputSettings output, ModbusSink sink) {
        String at = path + ".modbus";
        mode(at);
        serve(path, at, sink);
        MeterSettings meter = meter(output);
        boolean proxy = problems.given(at + ".proxy");
        if (meter == null) {
            return;
        }
        boolean mirrorable = meter.source() instanceof ModbusSource || meter.profile() != null;
        if (!proxy && !mirrorable && !problems.given(path + ".profile")) {
            problems.keyError(path, "needs the key 'profile': its meter is no Modbus device that could be mirrored");
        }
        if (proxy && !(meter.source() instanceof ModbusSource source && source.poll() != null)) {
            problems.error(
                    at + ".proxy", "shares the connection of a meter with 'modbus' and 'poll', and this is none");
        }
    }

    private void mode(String at) {
        List<String> modes = List.of("serve", "push", "proxy");
        List<String> given =
                modes.stream().filter(m -> problems.given(at + "." + m)).toList();
        if (given.isEmpty()) {
            problems.keyError(at, "needs one of the keys serve, push and proxy");
        }
        if (given.size() > 1) {
            String text = "stands beside '" + given.getFirst() + "'; make it an output of its own";
            problems.keyError(at + "." + given.get(1), text);
        }
        if (!given.isEmpty() && !given.contains("proxy") && problems.given(at + ".cache")) {
            problems.keyError(at + ".cache", "has no meaning without 'proxy'");
        }
        boolean push = given.contains("push");
        for (String key : push ? List.of("allow", "writes") : List.of("send", "every", "value")) {
            if (!given.isEmpty() && problems.given(at + "." + key)) {
                problems.keyError(at + "." + key, "has no meaning " + (push ? "with" : "without") + " 'push'");
            }
        }
    }

    /// A proxy changes nothing on the way, so there is nothing to say about how things look.
    private void proxy(String path, String at, ModbusSink sink) {
        for (String key : List.of("profile", "identity", "when-stale")) {
            if (problems.given(path + "." + key)) {
                problems.keyError(path + "." + key, "has no meaning with 'proxy': answers are the device's own");
            }
        }
        if (problems.given(at + ".unit")) {
            problems.keyError(at + ".unit", "has no meaning with 'proxy': units are passed on as clients name them");
        }
        if (sink.cache().compareTo(OLDEST) > 0) {
            problems.error(at + ".cache", "at most 10s: whoever reads takes the values for new");
        }
    }

    private void serve(String path, String at, ModbusSink sink) {
        for (int i = 0; i < sink.serve().size(); i++) {
            String place = SettingsChecks.element(problems, at + ".serve", i);
            listen.serve(sink.serve().get(i), sink.unit(), place);
            SettingsChecks.serialUnit(sink.serve().get(i), sink.unit(), at, problems);
        }
        for (int i = 0; i < sink.push().size(); i++) {
            String place = SettingsChecks.element(problems, at + ".push", i);
            SettingsChecks.reachable(sink.push().get(i), place, problems);
            SettingsChecks.serialUnit(sink.push().get(i), sink.unit(), at, problems);
            if (sink.push().indexOf(sink.push().get(i)) < i) {
                problems.error(place, sink.push().get(i) + " is named for the second time");
            }
        }
        if (sink.proxy() != null) {
            listen.proxy(sink.proxy(), at + ".proxy");
            proxy(path, at, sink);
        }
        SettingsChecks.positive(sink.every().interval(), at + ".every", problems);
        boolean rtu = sink.serve().stream().anyMatch(Endpoint.Rtu.class::isInstance)
                || sink.push().stream().anyMatch(Endpoint.Rtu.class::isInstance)
                || sink.proxy() instanceof Endpoint.Rtu;
        if (sink.serial() != null && !rtu) {
            problems.keyError(at + ".serial", "is for rtu endpoints alone");
        }
        boolean tls = sink.serve().stream().anyMatch(Endpoint.Tls.class::isInstance)
                || sink.push().stream().anyMatch(Endpoint.Tls.class::isInstance)
                || sink.proxy() instanceof Endpoint.Tls;
        if (sink.tls() != null && !tls) {
            problems.keyError(at + ".tls", "is for tls endpoints alone");
        }
    }

    private void victron(String at, VictronSink sink) {
        if (problems.given(at + ".position") && sink.service() != VictronSink.Service.PVINVERTER) {
            problems.warning(at + ".position", "has a meaning for 'service: pvinverter' alone");
        }
        if (sink.instance() == null) {
            return;
        }
        String identity = sink.bus() + "/" + sink.service() + "/" + sink.instance();
        String other = services.putIfAbsent(identity, at);
        if (other != null) {
            problems.error(at + ".instance", "is taken by " + other);
        }
    }
}
