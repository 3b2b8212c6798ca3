package io.polymeter.link.modbus.connect;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problems;
import io.polymeter.modbus.serial.SerialParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who uses which endpoint for what, to find what cannot go together.
public final class EndpointUse {

    private final Problems problems;
    private final Map<Place, List<Writer>> written = new HashMap<>();
    private final Map<Endpoint, Line> slaves = new HashMap<>();
    private final Map<Endpoint, Master> masters = new HashMap<>();
    private final Map<Integer, Endpoint.Net> ports = new HashMap<>();

    private final Map<Endpoint, Secured> secured = new HashMap<>();

    private record Secured(Optional<TlsSettings> tls, String path) {}

    private record Place(Endpoint endpoint, int unit) {}

    /// A meter that is written, and by whom.
    public record Writer(String who, List<AddressRange> from) {}

    private record Line(SerialParameters parameters, String path) {}

    private record Master(ClientTerms terms, String path) {}

    private final HostPort page;

    /// @param page where the web page listens
    EndpointUse(Problems problems, HostPort page) {
        this.problems = problems;
        this.page = page;
    }

    /// A device writes there. Several may under one unit, if they can be told apart by where they write from.
    public void written(Endpoint endpoint, int unit, Writer writer, String path) {
        List<AddressRange> from = writer.from();
        String who = writer.who();
        List<Writer> writers = written.computeIfAbsent(new Place(endpoint, unit), _ -> new ArrayList<>());
        for (Writer other : writers) {
            boolean alike = endpoint.isSerial()
                    || from.stream().anyMatch(other.from()::contains)
                    || from.stream().anyMatch(range -> range.toString().equals("any"))
                    || other.from().stream().anyMatch(range -> range.toString().equals("any"));
            if (alike) {
                problems.error(
                        path,
                        who + " and " + other.who() + " are both written at " + endpoint + " unit " + unit
                                + " by the same sender: give one of them another unit or port");
            }
        }
        writers.add(writer);
    }

    /// We answer there.
    public void slave(Endpoint endpoint, SerialParameters line, String path) {
        if (endpoint instanceof Endpoint.Net net && net.port() != 0) {
            if (net.port() == page.port() && overlap(net.host(), page.host())) {
                problems.error(path, endpoint + " is the port of the web page, " + page);
            }
            Endpoint.Net other = ports.putIfAbsent(net.port(), net);
            if (other != null && !other.equals(net) && overlap(other.host(), net.host())) {
                problems.error(path, endpoint + " and " + other + " are the same port");
            }
            return;
        }
        Line other = slaves.putIfAbsent(endpoint, new Line(line, path));
        if (endpoint.isSerial() && other != null && !other.parameters().equals(line)) {
            problems.error(
                    path,
                    endpoint + " is used at " + line + " here and at " + other.parameters() + " by " + other.path());
        }
    }

    /// Whoever shares a TLS endpoint shares its certificates.
    public void secured(Endpoint endpoint, @Nullable TlsSettings tls, String path) {
        if (endpoint instanceof Endpoint.Tls) {
            Secured other = secured.putIfAbsent(endpoint, new Secured(Optional.ofNullable(tls), path));
            if (other != null && !other.tls().equals(Optional.ofNullable(tls))) {
                problems.error(path, endpoint + " has other certificates in " + other.path());
            }
        }
    }

    /// We ask there.
    public void master(ClientTerms terms, String path) {
        Master other = masters.putIfAbsent(terms.endpoint(), new Master(terms, path));
        if (other != null
                && !other.terms().line().equals(terms.line())
                && terms.endpoint().isSerial()) {
            problems.error(
                    path,
                    terms.endpoint() + " is used at " + terms.line() + " here and at "
                            + other.terms().line() + " by " + other.path());
        }
    }

    /// To be called when all uses are known.
    public void check() {
        masters.forEach((endpoint, master) -> {
            Line slave = slaves.get(endpoint);
            if (endpoint instanceof Endpoint.Rtu && slave != null) {
                problems.error(
                        master.path(),
                        endpoint + " cannot be asked here and answered on by " + slave.path()
                                + ": a bus has one master, take another adapter");
            }
        });
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || everywhere(one) || everywhere(other);
    }

    private static boolean everywhere(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
