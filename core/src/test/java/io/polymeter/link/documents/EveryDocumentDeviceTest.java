package io.polymeter.link.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Role;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.http.scan.WebAddress;
import io.polymeter.link.http.scan.WebFinding;
import io.polymeter.link.http.scan.WebScan;
import io.polymeter.link.platform.Site;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every device that answers documents, simulated and read again: what is shown is what is read.
/// Shown by a [DocumentServer].
class EveryDocumentDeviceTest {

    private record Device(Profile profile, int port) {

        /// The ports given so far: the system may name one twice.
        private static final Set<Integer> GIVEN = new HashSet<>();

        static Device of(Profile profile) {
            while (true) {
                try (ServerSocket free = new ServerSocket(0)) {
                    if (GIVEN.add(free.getLocalPort())) {
                        return new Device(profile, free.getLocalPort());
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        String meters() {
            return """
                      %1$s-simulated:
                        profile: %1$s
                        simulate: { scenario: summer-day/%2$s, start: "12:00", speed: 0.0001 }
                      %1$s:
                        profile: %1$s
                        fresh-for: { %4$s: 10m }
                        http: { host: "http://127.0.0.1:%3$d"%5$s }
                    """.formatted(
                            profile.id(),
                            meter(profile.about().role()),
                            port,
                            profile.groups().getFirst().name(),
                            settings());
        }

        String outputs() {
            return """
                      %1$s-output:
                        meter: %1$s-simulated
                        documents: { serve: "http://127.0.0.1:%2$d" }
                    """.formatted(profile.id(), port);
        }

        private String settings() {
            Map<String, String> variables = new TreeMap<>();
            for (Documents.Document document : profile.documents().fetched()) {
                if (document.get() != null) {
                    Documents.variables(document.get().path()).stream()
                            .filter(name ->
                                    needed(profile.documents().variables().get(name)))
                            .forEach(name -> variables.put(name, "x"));
                }
            }
            return switch (profile.documents().http().login()) {
                        case NONE, OPTIONAL -> "";
                        case PASSWORD -> ", username: u, password: p";
                        case TOKEN -> ", token: t";
                    }
                    + (variables.isEmpty()
                            ? ""
                            : ", variables: " + variables.toString().replace("=", ": "));
        }

        private static boolean needed(Documents.@Nullable Variable variable) {
            return variable == null || variable.fallback() == null;
        }

        private static String meter(@Nullable Role role) {
            return switch (role == null ? Role.GRID : role) {
                case GRID -> "grid";
                case PRODUCER -> "pv";
                case STORAGE -> "battery";
                case CONSUMER -> "house";
                case VEHICLE -> "wallbox";
            };
        }

        /// What the simulation has and the documents do not give as it is.
        List<String> wrong(Site site) {
            Readings shown = site.readings(profile.id() + "-simulated");
            Readings read = site.readings(profile.id());
            List<Point> points = profile.documents().fetched().stream()
                    .flatMap(document -> document.values().stream())
                    .map(Documents.Value::point)
                    .filter(shown::has)
                    .distinct()
                    .toList();
            List<String> wrong = new ArrayList<>();
            if (points.isEmpty()) {
                wrong.add(profile.id() + " shows nothing");
            }
            for (Point point : points) {
                double expected = shown.value(point);
                double value = read.value(point);
                if (!(Math.abs(value - expected) <= 0.001 * Math.abs(expected) + 0.01)) {
                    wrong.add(profile.id() + " " + point.name() + " is " + value + ", not " + expected);
                }
            }
            return wrong;
        }
    }

    @Test
    void whatIsShownIsWhatIsRead() {
        List<Device> devices = Catalog.builtIn()
                .documents()
                .filter(profile -> !profile.documents().fetched().isEmpty())
                .map(Device::of)
                .toList();
        assertThat(devices).hasSizeGreaterThan(25);
        String yaml = "meters:\n" + devices.stream().map(Device::meters).collect(Collectors.joining()) + "outputs:\n"
                + devices.stream().map(Device::outputs).collect(Collectors.joining());
        try (Site site = new Site(
                        List.of(HttpProtocol.create(), new SimulateProtocol(), DocumentsOutput.create()), yaml);
                WebScan scan = new WebScan()) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(devices.stream().flatMap(device -> device.wrong(site).stream()))
                            .isEmpty());
            List<Device> named = devices.stream()
                    .filter(device -> device.profile().documents().http().probe() != null
                            && device.profile().documents().http().scheme() == Documents.Scheme.HTTP)
                    .toList();
            assertThat(named).hasSizeGreaterThan(15);
            assertThat(named.stream().map(device -> misjudged(device, scan))).allMatch(String::isEmpty);
        }
    }

    /// Who looks for devices finds this one among the candidates, and no other for certain.
    private static String misjudged(Device device, WebScan scan) {
        String id = device.profile().id();
        WebAddress address = WebAddress.of(false, "127.0.0.1", device.port());
        WebScan.Listener nobody = new WebScan.Listener() {
            @Override
            public void step() {}

            @Override
            public void found(WebFinding finding) {}
        };
        try {
            List<WebFinding> found = scan.run(List.of(address), nobody);
            if (found.size() != 1) {
                return id + " is found " + found.size() + " times";
            }
            WebFinding finding = found.getFirst();
            boolean right = finding.identification().certain()
                    ? Objects.requireNonNull(finding.identification().profile())
                            .id()
                            .equals(id)
                    : finding.identification().candidates().contains(id);
            return right ? "" : id + " is taken for " + finding;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
