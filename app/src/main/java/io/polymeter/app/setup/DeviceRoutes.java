package io.polymeter.app.setup;

import io.polymeter.app.scan.Findings;
import io.polymeter.app.scan.OwnPlaces;
import io.polymeter.app.scan.Search;
import io.polymeter.config.DeviceAddress;
import io.polymeter.config.EndpointUse;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.message.Message;
import io.polymeter.runtime.Polymeter;
import io.polymeter.store.Counters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A device that has moved to another address, and one that is replaced by another.
public final class DeviceRoutes {

    private static final Duration REPLY = Duration.ofMillis(500);
    private static final int WAKE_MILLIS = 1500;
    private static final int LARGEST = 1024;

    private final Polymeter polymeter;
    private final DeviceWatch watch;
    private final ScanTerms.Opener opener;

    /// @param watch knows the devices
    /// @param opener connects to what is not plain TCP
    public DeviceRoutes(Polymeter polymeter, DeviceWatch watch, ScanTerms.Opener opener) {
        this.polymeter = polymeter;
        this.watch = watch;
        this.opener = opener;
    }

    /// A place where the device is now.
    ///
    /// @param port 0: the same as before
    /// @param by `mac` or `serial`
    private record Place(String host, int port, String by, String evidence) {}

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.guarded("POST", "/api/meters/{name}/find", this::find);
        routes.guarded("POST", "/api/meters/{name}/replacement", call -> replace(call, true));
        routes.guarded("DELETE", "/api/meters/{name}/replacement", call -> replace(call, false));
    }

    private WebReply replace(WebRequest call, boolean wanted) throws HttpError {
        String name = call.path("name");
        Counters counters = polymeter
                .meters()
                .find(name)
                .orElseThrow(() -> HttpError.notFound(Message.of("there-no-meter", "there is no meter '{name}'", name)))
                .counters();
        if (wanted && !counters.replace()) {
            throw new HttpError(
                    409,
                    Message.of(
                            "counted-no-energy-yet",
                            "{name} has counted no energy yet: there is nothing to go on from",
                            name));
        }
        if (!wanted) {
            counters.keep();
        }
        return WebReply.json(new JsonObject().put("replacing", counters.replacing()));
    }

    private MeterSettings settings(String name) throws HttpError {
        MeterSettings settings = polymeter.plan().settings().meters().get(name);
        if (settings == null) {
            throw HttpError.notFound(Message.of("there-no-meter", "there is no meter '{name}'", name));
        }
        return settings;
    }

    /// Looks where a device is now that does not answer any more where it was.
    private WebReply find(WebRequest call) throws HttpError, InterruptedException {
        String name = call.path("name");
        MeterSettings settings = settings(name);
        DeviceBook.Device device = watch.book().of(name);
        DeviceAddress address = settings.source().deviceAddress();
        if (device == null || address == null) {
            throw new HttpError(
                    409,
                    Message.of(
                            "never-answered-here-neither",
                            "{name} has never answered here: neither its hardware address nor its serial number is known",
                            name));
        }
        String wanted = call.json().text("target");
        return WebReply.stream("application/json", out -> {
            Place place = wanted == null ? hardware(device) : null;
            if (place == null) {
                place = serial(device, settings, wanted);
            }
            JsonObject json = new JsonObject()
                    .put("address", device.address())
                    .put("mac", device.hardware())
                    .put("serial", device.serial())
                    .put("found", place == null ? JsonValue.NullValue.NULL : json(name, place, address));
            out.write(JsonText.bytes(json.build()));
        });
    }

    private @Nullable Place hardware(DeviceBook.Device device) throws IOException, InterruptedException {
        String mac = device.hardware();
        if (mac == null) {
            return null;
        }
        List<String> all = OwnPlaces.look(null).networks().stream()
                .flatMap(network -> addresses(network).stream())
                .limit(LARGEST)
                .toList();
        watch.neighbours().wake(all);
        TimeUnit.MILLISECONDS.sleep(WAKE_MILLIS);
        return watch.neighbours()
                .address(mac)
                .filter(address -> !address.equals(device.address()))
                .map(address -> new Place(address, 0, "mac", mac))
                .orElse(null);
    }

    /// The addresses of a network such as `192.168.178.0/24`.
    static List<String> addresses(String network) {
        return ScanTarget.of(network, List.of(1)).endpoints().stream()
                .filter(Endpoint.Net.class::isInstance)
                .map(endpoint -> ((Endpoint.Net) endpoint).host())
                .toList();
    }

    private @Nullable Place serial(DeviceBook.Device device, MeterSettings settings, @Nullable String target)
            throws IOException, InterruptedException {
        String serial = device.serial();
        int port = port(settings);
        if (serial == null || port == 0) {
            return null;
        }
        Findings findings = new Findings();
        ScanTerms terms = new ScanTerms(ScanTerms.USUAL_UNITS, false, REPLY, null, opener);
        Search search = new Search(terms, terms, (_, _) -> ScanListener.NONE, findings);
        List<String> where = target == null ? OwnPlaces.look(null).networks() : List.of(target);
        List<ScanTarget> targets =
                where.stream().map(each -> ScanTarget.of(each, List.of(port))).toList();
        if (targets.isEmpty()) {
            return null;
        }
        search.places(targets, List.of(), true);
        for (ScanFinding finding : findings.modbus()) {
            if (finding.names().contains(serial) && finding.endpoint() instanceof Endpoint.Net net) {
                return new Place(net.host(), net.port(), "serial", serial);
            }
        }
        return null;
    }

    /// The place, and the entry of the configuration that leads there.
    private static JsonValue json(String name, Place place, DeviceAddress address) {
        List<String> path = Stream.concat(
                        Stream.of("meters", name), Stream.of(address.key().split("\\.")))
                .toList();
        return new JsonObject()
                .put("host", place.host())
                .put("by", place.by())
                .put("evidence", place.evidence())
                .put("path", path)
                .put("value", address.moved(place.host(), place.port() == 0 ? -1 : place.port()))
                .build();
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
