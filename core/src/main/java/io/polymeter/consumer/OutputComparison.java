package io.polymeter.consumer;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SerialSettings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Holds what an output says itself against what its consumer needs. A difference is a warning: a person may know
/// better, or forward a port.
final class OutputComparison {

    private final Problems problems;
    private final String path;
    private final Consumer consumer;
    private final ConsumerFace face;

    OutputComparison(Problems problems, String path, Consumer consumer, ConsumerFace face) {
        this.problems = problems;
        this.path = path;
        this.consumer = consumer;
        this.face = face;
    }

    void compare(OutputSettings output, SinkSettings sink) {
        profile(output);
        if (face.isKind()) {
            listeners(sink);
        }
        if (face.mdns() && !sink.isAnnounced()) {
            String key = path + "." + sink.kind();
            problems.warning(
                    problems.given(key + ".announce") ? key + ".announce" : key,
                    Message.of(
                            "looks-for-meter-by",
                            "{consumer} looks for the meter by mDNS, and this one is not announced",
                            consumer.title()));
        }
        if (sink instanceof ModbusSink modbus) {
            for (int i = 0; i < modbus.serve().size(); i++) {
                String element = path + ".modbus.serve[" + i + "]";
                endpoint(modbus.serve().get(i), problems.given(element) ? element : path + ".modbus.serve");
            }
            if (problems.given(path + ".modbus.unit")
                    && !face.units().isEmpty()
                    && !face.units().contains(modbus.unit())) {
                warn(
                        ".modbus.unit",
                        Message.of(
                                "asks-for-unit",
                                "asks for unit {alternatives}, and this is {unit}",
                                alternatives(face.units()),
                                modbus.unit()));
            }
            if (modbus.serial() != null) {
                line(modbus.serial());
            }
        }
    }

    /// A device that is emulated whole has to be where the consumer asks.
    private void listeners(SinkSettings sink) {
        String transport = face.interfaces().getFirst() == ConsumerFace.Interface.UDP ? "udp" : "tcp";
        List<EndpointUse> uses = sink.endpoints().stream()
                .filter(use -> use.place() instanceof EndpointUse.Place.Listener(String way, HostPort _)
                        && way.equals(transport))
                .toList();
        // Other firmware of the same device may ask on another port.
        List<Integer> ports = consumer.faces().stream()
                .filter(other -> other.sinkKey().equals(face.sinkKey()))
                .map(ConsumerFace::port)
                .filter(Objects::nonNull)
                .toList();
        boolean there = uses.isEmpty()
                || uses.stream()
                        .anyMatch(use -> use.place() instanceof EndpointUse.Place.Listener(String _, HostPort at)
                                && (at.port() == 0 || ports.contains(at.port())));
        if (face.port() != null && !there) {
            String found =
                    String.join(", ", uses.stream().map(EndpointUse::text).toList());
            problems.warning(
                    path + "." + uses.getFirst().key().replaceFirst("\\[\\d+]$", ""),
                    Message.of(
                            "port-only",
                            "{name} asks on port {number} only, and this is {found}: serve that one, or forward it",
                            consumer.title(),
                            face.port(),
                            found));
        }
    }

    private void profile(OutputSettings output) {
        String profile = output.profile();
        List<String> expected = consumer.faces().stream()
                .filter(other -> other.sinkKey().equals(face.sinkKey()))
                .map(ConsumerFace::expects)
                .distinct()
                .toList();
        if (profile != null && !expected.contains(profile)) {
            warn(
                    ".profile",
                    Message.of(
                            "expects",
                            "expects {alternatives}, and this is {profile}",
                            alternatives(expected),
                            profile));
        }
    }

    private void endpoint(Endpoint endpoint, String at) {
        if (!face.reads(endpoint)) {
            List<String> ways = face.interfaces().stream()
                    .map(way -> way.name().toLowerCase(Locale.ROOT))
                    .toList();
            problems.warning(
                    at,
                    Message.of(
                            "reads-by",
                            "{consumer} reads {expects} by {alternatives}, and this is {endpoint}",
                            consumer.title(),
                            face.expects(),
                            alternatives(ways),
                            endpoint));
        } else if (face.port() != null
                && endpoint instanceof Endpoint.Net net
                && !endpoint.isSerial()
                && net.port() != 0
                && net.port() != face.port()) {
            problems.warning(
                    at,
                    Message.of(
                            "port-only",
                            "{name} asks on port {number} only, and this is {found}: serve that one, or forward it",
                            consumer.title(),
                            face.port(),
                            net.port()));
        }
    }

    private void line(SerialSettings written) {
        boolean fits = face.lines().isEmpty()
                || face.lines().stream().map(LineText::parse).anyMatch(line -> line.fits(written));
        if (!fits) {
            warn(".modbus.serial", Message.of("line", "has a line with {alternatives}", alternatives(face.lines())));
        }
    }

    private void warn(String key, Message text) {
        problems.warning(path + key, Message.of("about", "{consumer} {text}", consumer.title(), text));
    }

    /// Where a sink is read; empty where it has no endpoints.
    static List<Endpoint> endpoints(SinkSettings sink) {
        return sink instanceof ModbusSink modbus ? modbus.serve() : List.of();
    }

    private static String alternatives(List<?> words) {
        List<String> texts = words.stream().map(Object::toString).toList();
        return texts.size() < 2
                ? String.join("", texts)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " or " + texts.getLast();
    }
}
