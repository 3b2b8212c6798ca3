package io.polymeter.config.kind;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks one Modbus output.
record ModbusSinkChecks(ModbusSink sink, Problems problems) {

    /// The oldest answer that a proxy may give twice.
    private static final Duration OLDEST = Duration.ofSeconds(10);

    /// @param path of the output
    /// @param meter the one it shows, as far as it is known
    void check(String path, OutputSettings output, @Nullable MeterSettings meter) {
        String at = path + ".modbus";
        mode(at);
        serve(path, at);
        boolean proxy = problems.given(at + ".proxy");
        if (meter == null) {
            return;
        }
        boolean mirrorable = meter.source() instanceof ModbusSource || meter.profile() != null;
        if (!proxy && !mirrorable && output.profile() == null && !problems.given(path + ".profile")) {
            problems.keyError(
                    path,
                    Message.of(
                            "needs-key-profile-meter",
                            "needs the key 'profile': its meter is not a Modbus device, so there is nothing to mirror"));
        }
        if (proxy && !(meter.source() instanceof ModbusSource source && source.poll() != null)) {
            problems.error(
                    at + ".proxy", Message.of("needs-meter-modbus-poll", "needs a meter with 'modbus' and 'poll'"));
        }
    }

    /// One endpoint may carry many units, each once.
    void units(OutputSettings output, Settings settings) {
        Map<String, String> taken = new HashMap<>();
        for (Map.Entry<String, OutputSettings> entry : settings.outputs().entrySet()) {
            List<Endpoint> served = entry.getValue().sink() instanceof ModbusSink modbus ? modbus.serve() : List.of();
            for (int i = 0; i < served.size(); i++) {
                Endpoint endpoint = served.get(i);
                Integer unit = entry.getValue().sink() instanceof ModbusSink of ? of.unit() : null;
                String at = ValueChecks.element(problems, "outputs." + entry.getKey() + ".modbus.serve", i);
                String other = taken.putIfAbsent(endpoint + " unit " + unit, at);
                boolean anyPort = endpoint instanceof Endpoint.Net net && net.port() == 0;
                if (other != null && !anyPort && entry.getValue() == output) {
                    problems.error(
                            at,
                            Message.of(
                                    "unit-taken", "{place} has unit {unit} already, in {path}", endpoint, unit, other));
                }
            }
            if (entry.getValue() == output) {
                return;
            }
        }
    }

    private void mode(String at) {
        List<String> modes = List.of("serve", "push", "proxy");
        List<String> given =
                modes.stream().filter(m -> problems.given(at + "." + m)).toList();
        if (given.isEmpty() && !sink.serve().isEmpty()) {
            given = List.of("serve");
        }
        if (given.isEmpty()) {
            problems.keyError(at, Message.of("needs-one-keys-serve", "needs one of the keys serve, push and proxy"));
        }
        if (given.size() > 1) {
            Message text = Message.of(
                    "separate-output", "cannot be combined with '{key}'; use a separate output", given.getFirst());
            problems.keyError(at + "." + given.get(1), text);
        }
        for (String key : List.of("cache", "proxy-functions", "reply-within")) {
            if (!given.isEmpty() && !given.contains("proxy") && problems.given(at + "." + key)) {
                problems.keyError(at + "." + key, Message.of("requires-proxy", "requires 'proxy'"));
            }
        }
        boolean push = given.contains("push");
        for (String key : push ? List.of("allow", "writes") : List.of("send", "every", "value")) {
            if (!given.isEmpty() && problems.given(at + "." + key)) {
                problems.keyError(
                        at + "." + key,
                        push
                                ? Message.of("cannot-combined-push", "cannot be combined with 'push'")
                                : Message.of("requires-push", "requires 'push'"));
            }
        }
    }

    /// A proxy changes nothing on the way, so there is nothing to say about how things look.
    private void proxy(String path, String at) {
        for (String key : List.of("profile", "identity", "when-stale")) {
            if (problems.given(path + "." + key)) {
                problems.keyError(
                        path + "." + key,
                        Message.of(
                                "cannot-combined-proxy-returns",
                                "cannot be combined with 'proxy', which returns the device's own replies"));
            }
        }
        if (problems.given(at + ".unit")) {
            problems.keyError(
                    at + ".unit",
                    Message.of(
                            "cannot-combined-proxy-forwards",
                            "cannot be combined with 'proxy', which forwards the unit ids of its clients"));
        }
        functions(at + ".proxy-functions");
        if (sink.replyWithin() != null
                && (!sink.replyWithin().isPositive() || sink.replyWithin().compareTo(OLDEST) > 0)) {
            problems.error(at + ".reply-within", Message.of("must-above-0s-at", "must be above 0s and at most 10s"));
        }
        if (sink.cache().compareTo(OLDEST) > 0) {
            problems.error(
                    at + ".cache",
                    Message.of("at-most-10s-clients", "at most 10s: clients take the values for current"));
        }
    }

    private void functions(String at) {
        for (int i = 0; i < sink.proxyFunctions().size(); i++) {
            int function = sink.proxyFunctions().get(i);
            String place = ValueChecks.element(problems, at, i);
            if (function < 1 || function > 127) {
                problems.error(
                        place,
                        Message.of(
                                "not-function-code-they",
                                "{function} is not a function code; they are 1 to 127",
                                function));
            } else if (function == 6 || function == 16) {
                problems.error(
                        place,
                        Message.of(
                                "writes-registers-allowed-by", "writes of registers are allowed by 'writes: profile'"));
            }
        }
    }

    private void serve(String path, String at) {
        sink.serve().forEach(endpoint -> ValueChecks.serialUnit(endpoint, sink.unit(), at, problems));
        for (int i = 0; i < sink.push().size(); i++) {
            String place = ValueChecks.element(problems, at + ".push", i);
            ValueChecks.reachable(sink.push().get(i), place, problems);
            ValueChecks.notUdp(sink.push().get(i), place, problems);
            ValueChecks.serialUnit(sink.push().get(i), sink.unit(), at, problems);
            if (sink.push().indexOf(sink.push().get(i)) < i) {
                problems.error(
                        place,
                        Message.of(
                                "listed-twice-2",
                                "{push} is listed twice",
                                sink.push().get(i)));
            }
        }
        if (sink.proxy() != null) {
            ValueChecks.notUdp(sink.proxy(), at + ".proxy", problems);
            proxy(path, at);
        }
        ValueChecks.positive(sink.every().interval(), at + ".every", problems);
        boolean udp = sink.serve().stream().anyMatch(Endpoint.Udp.class::isInstance);
        if (udp && sink.writes() != ModbusSink.Writes.NONE) {
            problems.error(
                    at + ".writes",
                    Message.of(
                            "not-at-udp-endpoints",
                            "not at udp:// endpoints: the sender of a datagram is whoever it claims to be; use a separate output"));
        }
        boolean rtu = sink.serve().stream().anyMatch(Endpoint.Rtu.class::isInstance)
                || sink.push().stream().anyMatch(Endpoint.Rtu.class::isInstance)
                || sink.proxy() instanceof Endpoint.Rtu;
        if (sink.serial() != null && !rtu) {
            problems.keyError(
                    at + ".serial", Message.of("only-applies-rtu-endpoints", "only applies to rtu endpoints"));
        }
        boolean tls = sink.serve().stream().anyMatch(Endpoint.Tls.class::isInstance)
                || sink.push().stream().anyMatch(Endpoint.Tls.class::isInstance)
                || sink.proxy() instanceof Endpoint.Tls;
        if (sink.tls() != null && !tls) {
            problems.keyError(at + ".tls", Message.of("only-applies-tls-endpoints", "only applies to tls endpoints"));
        }
    }
}
