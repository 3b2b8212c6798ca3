package io.polymeter.app.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.http.scan.WebAddress;
import io.polymeter.link.http.scan.WebFinding;
import io.polymeter.link.http.scan.WebScan;
import io.polymeter.link.modbus.scan.NetworkScan;
import io.polymeter.link.modbus.scan.ScanException;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.link.modbus.scan.SerialScan;
import io.polymeter.mdns.Browser;
import io.polymeter.mdns.Found;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One search: Modbus, documents and announcements, one after the other.
public final class Search {

    /// Ports where nothing but web servers are.
    private static final Set<Integer> WEB = Set.of(80, 443, 8080, 8443);

    /// Ports where nothing but Modbus is.
    private static final Set<Integer> MODBUS = Set.of(502, 802);

    private static final Duration BROWSE = Duration.ofSeconds(3);

    private final ScanTerms serial;
    private final ScanTerms tcp;
    private final Steps steps;
    private final Findings findings;

    /// Shows how far it is.
    public interface Steps {

        /// A part of the search begins.
        ///
        /// @param total how many steps it has
        /// @param what they are, e.g. `addresses`
        ScanListener part(int total, String what);
    }

    /// @param serial how to ask on a serial line
    /// @param tcp how to ask elsewhere
    /// @param findings filled while it works
    public Search(ScanTerms serial, ScanTerms tcp, Steps steps, Findings findings) {
        this.serial = serial;
        this.tcp = tcp;
        this.steps = steps;
        this.findings = findings;
    }

    /// Looks at places that a person named.
    ///
    /// @param named false where only the usual ports are asked
    /// @throws IOException where nothing can be said of the only address, in words
    public void places(List<ScanTarget> targets, List<WebAddress> web, boolean named)
            throws IOException, InterruptedException {
        for (ScanTarget target : targets) {
            if (target.endpoints().getFirst() instanceof Endpoint.Rtu line) {
                line(line);
            }
        }
        List<Endpoint> endpoints = targets.stream()
                .flatMap(target -> target.endpoints().stream())
                .filter(endpoint -> !(endpoint instanceof Endpoint.Rtu))
                .toList();
        List<Endpoint> modbus =
                endpoints.stream().filter(each -> !WEB.contains(port(each))).toList();
        boolean one = targets.size() == 1 && !targets.getFirst().network() && modbus.size() == 1 && web.isEmpty();
        IOException trouble = null;
        if (one) {
            trouble = host(modbus.getFirst());
        } else if (!modbus.isEmpty()) {
            List<ScanFinding> before = findings.modbus();
            findings.inOrder(
                    before, new NetworkScan(modbus, tcp).run(listener(steps.part(modbus.size(), "addresses"))));
        }
        List<WebAddress> addresses = new ArrayList<>(web);
        addresses.addAll(documents(endpoints, named));
        web(addresses);
        if (trouble != null && findings.web().isEmpty()) {
            throw trouble;
        }
    }

    /// Looks in the own networks and at the serial adapters.
    public void everywhere(DefaultScanTargets places, List<Integer> ports) throws IOException, InterruptedException {
        places.notes().forEach(findings::note);
        browse(places.interfaces());
        if (!places.networks().isEmpty()) {
            List<ScanTarget> targets = places.networks().stream()
                    .map(network -> ScanTarget.of(network, ports))
                    .toList();
            places(targets, List.of(), !ports.equals(List.of(502)));
        }
        for (String adapter : places.adapters()) {
            try {
                places(List.of(ScanTarget.of(adapter, List.of())), List.of(), false);
            } catch (ScanException | IOException e) {
                findings.note(Message.of("about-3", "{name}: {why}", adapter, Message.of(e)));
            }
        }
    }

    /// Looks for what is announced, and asks it.
    public void browse(List<NetworkInterface> interfaces) throws InterruptedException {
        if (interfaces.isEmpty()) {
            return;
        }
        try (WebScan scan = new WebScan()) {
            ScanListener progress = steps.part(1, "announcements");
            Browser browser = new Browser(scan.services());
            List<Found> found = browser.browse(interfaces, BROWSE);
            progress.step();
            browser.troubles().forEach(trouble -> findings.note(Message.of("mdns-trouble", "mDNS: {why}", trouble)));
            Map<String, List<Found>> places = found.stream()
                    .collect(Collectors.groupingBy(
                            each -> each.address().getHostAddress() + ":" + each.port(),
                            LinkedHashMap::new,
                            Collectors.toList()));
            List<WebAddress> addresses = places.values().stream()
                    .map(same -> scan.announced(
                            same.getFirst().address().getHostAddress(),
                            same.getFirst().port(),
                            same.stream()
                                    .map(each -> new WebAddress.Service(each.type(), each.instance(), each.texts()))
                                    .toList()))
                    .toList();
            web(scan, addresses);
        }
    }

    private void line(Endpoint.Rtu line) throws IOException, InterruptedException {
        SerialScan scan = new SerialScan(line, serial);
        findings.found(scan.run(steps.part(scan.steps(), "units and line settings")));
    }

    /// @return why there is nothing, null where there is something
    private @Nullable IOException host(Endpoint endpoint) throws InterruptedException {
        ScanTerms terms = endpoint.isSerial() ? serial : tcp;
        try {
            findings.found(
                    NetworkScan.host(endpoint, terms, steps.part(terms.units().size(), "units")));
            return null;
        } catch (ScanException e) {
            return new IOException(e.getMessage(), e);
        } catch (IOException e) {
            return e;
        }
    }

    /// Where documents may be: not where Modbus was found, which would be disturbed.
    private List<WebAddress> documents(List<Endpoint> endpoints, boolean named) {
        Set<String> modbus = findings.modbus().stream()
                .map(finding -> finding.endpoint().toString())
                .collect(Collectors.toSet());
        Set<WebAddress> addresses = new LinkedHashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint instanceof Endpoint.Tcp(String host, int port)) {
                if (!named) {
                    addresses.add(WebAddress.of(false, host, 80));
                    addresses.add(WebAddress.of(true, host, 443));
                } else if (!MODBUS.contains(port) && !modbus.contains(endpoint.toString())) {
                    addresses.add(WebAddress.of(port == 443 || port == 8443, host, port));
                }
            }
        }
        return new ArrayList<>(addresses);
    }

    private static int port(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Tcp(String _, int port) ? port : 0;
    }

    private void web(List<WebAddress> addresses) throws InterruptedException {
        if (!addresses.isEmpty()) {
            try (WebScan scan = new WebScan()) {
                web(scan, addresses);
            }
        }
    }

    private void web(WebScan scan, List<WebAddress> addresses) throws InterruptedException {
        ScanListener progress = steps.part(addresses.size(), "web servers");
        for (WebFinding finding : scan.run(addresses, new WebScan.Listener() {
            @Override
            public void step() {
                progress.step();
            }

            @Override
            public void found(WebFinding finding) {
                findings.found(finding);
                progress.found(1);
            }
        })) {
            findings.found(finding);
        }
    }

    private ScanListener listener(ScanListener shown) {
        return new ScanListener() {
            @Override
            public void step() {
                shown.step();
            }

            @Override
            public void found(int more) {
                shown.found(more);
            }

            @Override
            public void found(List<ScanFinding> here) {
                findings.found(here);
            }
        };
    }
}
