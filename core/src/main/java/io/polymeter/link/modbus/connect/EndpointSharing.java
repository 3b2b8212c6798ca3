package io.polymeter.link.modbus.connect;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether those that share an endpoint agree on what it has once: the line's speed, the certificates, and who
/// writes.
public final class EndpointSharing {

    private final Problems problems;
    private final Map<Endpoint, Map<Integer, List<Writer>>> written = new HashMap<>();
    private final Map<Endpoint, Said<SerialParameters>> lines = new HashMap<>();
    private final Map<Endpoint, Said<Optional<TlsSettings>>> certificates = new HashMap<>();

    /// What is said of an endpoint, and where.
    private record Said<T>(T what, String path) {}

    /// A meter that is written, and by whom.
    public record Writer(String who, List<AddressRange> from) {}

    EndpointSharing(Problems problems) {
        this.problems = problems;
    }

    /// A device writes there. Several may under one unit, if they can be told apart by where they write from.
    public void written(Endpoint endpoint, int unit, Writer writer, String path) {
        List<AddressRange> from = writer.from();
        String who = writer.who();
        List<Writer> writers =
                written.computeIfAbsent(endpoint, _ -> new HashMap<>()).computeIfAbsent(unit, _ -> new ArrayList<>());
        for (Writer other : writers) {
            boolean alike = endpoint.isSerial()
                    || from.stream().anyMatch(other.from()::contains)
                    || from.stream().anyMatch(range -> range.toString().equals("any"))
                    || other.from().stream().anyMatch(range -> range.toString().equals("any"));
            if (alike) {
                problems.error(
                        path,
                        Message.of(
                                "both-pushed-at-unit",
                                "{who} and {who2} are both pushed at {endpoint} unit {unit} by the same sender; use another unit id or port for one of them",
                                who,
                                other.who(),
                                endpoint,
                                unit));
            }
        }
        writers.add(writer);
    }

    /// A serial line is used at this speed.
    public void line(Endpoint endpoint, SerialParameters line, String path) {
        if (endpoint instanceof Endpoint.Rtu) {
            Said<SerialParameters> other = lines.putIfAbsent(endpoint, new Said<>(line, path));
            if (other != null && !other.what().equals(line)) {
                problems.error(
                        path,
                        Message.of(
                                "used-at-here-at",
                                "{endpoint} is used at {line} here and at {what} by {path}",
                                endpoint,
                                line,
                                other.what(),
                                other.path()));
            }
        }
    }

    /// A port is served with these certificates.
    public void secured(Endpoint endpoint, @Nullable TlsSettings tls, String path) {
        if (endpoint instanceof Endpoint.Tls) {
            Said<Optional<TlsSettings>> own = new Said<>(Optional.ofNullable(tls), path);
            Said<Optional<TlsSettings>> other = certificates.putIfAbsent(endpoint, own);
            if (other != null && !other.what().equals(own.what())) {
                problems.error(
                        path,
                        Message.of(
                                "different-tls-settings-in",
                                "{endpoint} has different TLS settings in {path}",
                                endpoint,
                                other.path()));
            }
        }
    }
}
