package io.polymeter.app.setup;

import io.polymeter.config.DeviceAddress;
import io.polymeter.config.MeterSettings;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps in mind what the meters' devices are, while they answer, and says where another one answers.
public final class DeviceWatch implements Link {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.devices");

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration SERIALS = Duration.ofSeconds(2);
    private static final int SERIALS_PER_LOOK = 15;
    private static final Point SERIAL = Point.of(Quantity.SERIAL, Phase.TOTAL);

    /// A restart of a device is no move.
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /// A search by hardware address costs one small datagram an address.
    private static final Duration BY_HARDWARE = Duration.ofMinutes(5);
    /// A search by serial number asks every machine.
    private static final Duration BY_SERIAL = Duration.ofMinutes(30);

    private final Polymeter polymeter;
    private final Finder finder;
    private final Map<String, Absence> absences = new ConcurrentHashMap<>();
    private final DeviceBook book;
    private final OtherDevices others;
    private final ArpTable neighbours;

    /// A place where a device is now.
    ///
    /// @param port 0: the same as before
    /// @param by `mac` or `serial`
    record Place(String host, int port, String by, String evidence) {}

    /// Looks for a device.
    interface Finder {

        /// Null where it is not found.
        @Nullable
        Place byHardware(DeviceBook.Device device) throws IOException, InterruptedException;

        /// Asks every machine there for its serial number; null where none has it.
        ///
        /// @param target where to look; null: in the own networks
        @Nullable
        Place bySerial(DeviceBook.Device device, MeterSettings settings, @Nullable String target)
                throws IOException, InterruptedException;
    }

    /// That a device does not answer. Times are monotonic nanoseconds.
    private record Absence(
            long since,
            long hardware,
            long serial,
            @Nullable Place found) {}

    /// @param polymeter whose meters are watched
    /// @param opener connects to what is not plain TCP
    public DeviceWatch(Polymeter polymeter, ScanTerms.Opener opener) {
        this(polymeter, new ArpTable(ArpTable.TABLE), opener);
    }

    private DeviceWatch(Polymeter polymeter, ArpTable neighbours, ScanTerms.Opener opener) {
        this(polymeter, neighbours, new DeviceSearch(neighbours, opener));
    }

    DeviceWatch(Polymeter polymeter, ArpTable neighbours, Finder finder) {
        this.polymeter = polymeter;
        this.book = new DeviceBook(polymeter.plan().settings().state());
        this.others = new OtherDevices(book);
        this.neighbours = neighbours;
        this.finder = finder;
    }

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public Message description() {
        return Message.of("link-knows-devices", "remembers which device is where");
    }

    @Override
    public void run(Context context) throws InterruptedException {
        report(context, Health.State.UP, description());
        context.clock().sleep(FIRST);
        for (int turn = 0; true; turn = (turn + 1) % SERIALS_PER_LOOK) {
            serials(context);
            if (turn == 0) {
                look(context);
            }
            context.clock().sleep(SERIALS);
        }
    }

    /// Compares what devices call themselves with what they did: another one may answer for a meter.
    void serials(Context context) {
        Map<String, MeterSettings> configured = polymeter.plan().settings().meters();
        for (String gone : others.without(configured.keySet())) {
            settled(context, gone);
        }
        configured
                .keySet()
                .forEach(name -> polymeter.meters().find(name).ifPresent(meter -> {
                    others.awaited(name, meter.counters().replacing());
                    String serial = meter.state().readings().text(SERIAL);
                    boolean before = others.isOther(name);
                    Trouble other = others.compare(name, serial == null ? "" : serial);
                    if (other != null) {
                        trouble(context, other);
                    } else if (before && !others.isOther(name)) {
                        settled(context, name);
                    }
                }));
        book.write();
    }

    /// A meter is replaced by another one: what answers for it from now on, or already, is right.
    ///
    /// @return whether another one answers already
    boolean replaced(String meter) {
        return others.expect(meter);
    }

    /// A meter stays after all.
    void kept(String meter) {
        others.doNotExpect(meter);
    }

    /// Notes the devices that answer now, and looks for those that do not.
    void look(Context context) throws InterruptedException {
        Map<String, String> hardware = neighbours.all();
        for (Snapshot.Meter meter : polymeter.measurements()) {
            MeterSettings settings = polymeter.plan().settings().meters().get(meter.name());
            String host = settings == null ? null : host(settings);
            boolean answers = meter.readings().stream()
                    .anyMatch(reading -> reading.quality() == Snapshot.Quality.FRESH && reading.limit() != null);
            String address = host == null || !answers || others.isOther(meter.name()) ? null : literal(host);
            if (address != null) {
                // A serial number is taken where it is compared; one that says none at another address has none.
                DeviceBook.Device known = book.of(meter.name());
                boolean says = meter.state().readings().text(SERIAL) != null;
                String serial = says && known != null ? known.serial() : null;
                book.keep(meter.name(), new DeviceBook.Device(address, hardware.get(address), serial));
            }
            DeviceBook.Device device = book.of(meter.name());
            if (settings == null || host == null || answers || device == null) {
                absences.remove(meter.name());
                if (!others.isOther(meter.name())) {
                    settled(context, meter.name());
                }
            } else {
                lost(context, meter, settings, device);
            }
        }
        book.write();
    }

    /// Looks for a device now and then. By its serial number only where it does not sleep by nature.
    private void lost(Context context, Snapshot.Meter meter, MeterSettings settings, DeviceBook.Device device)
            throws InterruptedException {
        long now = context.clock().nanos();
        Absence absence = absences.computeIfAbsent(meter.name(), _ -> new Absence(now, 0, 0, null));
        if (absence.found() != null || now - absence.since() < PATIENCE.toNanos()) {
            return;
        }
        boolean sleeps = meter.profile() != null && meter.profile().sleeps();
        boolean hardware = absence.hardware() == 0 || now - absence.hardware() >= BY_HARDWARE.toNanos();
        boolean serial = !sleeps && (absence.serial() == 0 || now - absence.serial() >= BY_SERIAL.toNanos());
        Place place = null;
        try {
            place = hardware ? finder.byHardware(device) : null;
            place = place == null && serial ? finder.bySerial(device, settings, null) : place;
        } catch (IOException e) {
            LOG.debug("{}: {}", meter.name(), e.getMessage());
        }
        absences.put(
                meter.name(),
                new Absence(
                        absence.since(), hardware ? now : absence.hardware(), serial ? now : absence.serial(), place));
        if (place != null) {
            tell(context, meter.name(), place);
        }
    }

    private void tell(Context context, String meter, Place place) {
        trouble(
                context,
                Trouble.warning(
                        meter,
                        place.by().equals("mac")
                                ? Message.of(
                                        "moved-same-mac",
                                        "answers at another address now (same hardware address): take it over on the"
                                                + " page of the meter, or in the configuration")
                                : Message.of(
                                        "moved-same-serial",
                                        "answers at another address now (same serial number): take it over on the page"
                                                + " of the meter, or in the configuration"),
                        place.port() == 0 ? place.host() : place.host() + ":" + place.port()));
    }

    /// Where a device is now that was lost; null where it is not known.
    @Nullable
    Place moved(String meter) {
        Absence absence = absences.get(meter);
        return absence == null ? null : absence.found();
    }

    /// Looks at once.
    ///
    /// @param target where to look; null: in the own networks
    @Nullable
    Place find(String meter, DeviceBook.Device device, MeterSettings settings, @Nullable String target)
            throws IOException, InterruptedException {
        Place place = target == null ? finder.byHardware(device) : null;
        Place found = place == null ? finder.bySerial(device, settings, target) : place;
        if (found != null) {
            absences.computeIfPresent(
                    meter, (_, known) -> new Absence(known.since(), known.hardware(), known.serial(), found));
        }
        return found;
    }

    DeviceBook book() {
        return book;
    }

    /// The host that a meter is asked at, as the configuration has it; null where nobody is asked over a network.
    static @Nullable String host(MeterSettings settings) {
        DeviceAddress address = settings.source().deviceAddress();
        return address == null ? null : address.host();
    }

    private static @Nullable String literal(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException _) {
            return null;
        }
    }
}
