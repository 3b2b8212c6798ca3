package io.polymeter.app.setup;

import io.polymeter.app.scan.DefaultScanTargets;
import io.polymeter.app.scan.Findings;
import io.polymeter.app.scan.Search;
import io.polymeter.config.EndpointUse;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks where a device is now that does not answer any more where it was: by its hardware address, then by its serial
/// number. Only reads.
final class DeviceSearch implements DeviceWatch.Finder {

    private static final Duration REPLY = Duration.ofMillis(500);
    private static final int WAKE_MILLIS = 1500;
    private static final int LARGEST = 1024;

    private final ArpTable neighbours;
    private final ScanTerms.Opener opener;

    /// @param opener connects to what is not plain TCP
    DeviceSearch(ArpTable neighbours, ScanTerms.Opener opener) {
        this.neighbours = neighbours;
        this.opener = opener;
    }

    @Override
    public DeviceWatch.@Nullable Place byHardware(DeviceBook.Device device) throws IOException, InterruptedException {
        String mac = device.hardware();
        if (mac == null) {
            return null;
        }
        List<String> all = DefaultScanTargets.look(null).networks().stream()
                .flatMap(network -> addresses(network).stream())
                .limit(LARGEST)
                .toList();
        neighbours.wake(all);
        TimeUnit.MILLISECONDS.sleep(WAKE_MILLIS);
        return neighbours
                .address(mac)
                .filter(address -> !address.equals(device.address()))
                .map(address -> new DeviceWatch.Place(address, 0, "mac", mac))
                .orElse(null);
    }

    /// The addresses of a network such as `192.168.178.0/24`.
    static List<String> addresses(String network) {
        return ScanTarget.of(network, List.of(1)).endpoints().stream()
                .filter(Endpoint.Net.class::isInstance)
                .map(endpoint -> ((Endpoint.Net) endpoint).host())
                .toList();
    }

    @Override
    public DeviceWatch.@Nullable Place bySerial(
            DeviceBook.Device device, MeterSettings settings, @Nullable String target)
            throws IOException, InterruptedException {
        String serial = device.serial();
        int port = port(settings);
        if (serial == null || port == 0) {
            return null;
        }
        Findings findings = new Findings();
        ScanTerms terms = new ScanTerms(ScanTerms.USUAL_UNITS, false, REPLY, null, opener);
        Search search = new Search(terms, terms, (_, _) -> ScanListener.NONE, findings);
        List<String> where = target == null ? DefaultScanTargets.look(null).networks() : List.of(target);
        List<ScanTarget> targets =
                where.stream().map(each -> ScanTarget.of(each, List.of(port))).toList();
        if (targets.isEmpty()) {
            return null;
        }
        search.places(targets, List.of(), true);
        for (ScanFinding finding : findings.modbus()) {
            if (finding.identification().names().contains(serial) && finding.endpoint() instanceof Endpoint.Net net) {
                return new DeviceWatch.Place(net.host(), net.port(), "serial", serial);
            }
        }
        return null;
    }

    private static int port(MeterSettings settings) {
        return settings.source().endpoints().stream()
                .map(EndpointUse::place)
                .filter(EndpointUse.Place.Remote.class::isInstance)
                .mapToInt(place -> ((EndpointUse.Place.Remote) place).address().port())
                .findFirst()
                .orElse(0);
    }
}
