package io.polymeter.app.setup;

import io.polymeter.config.DeviceAddress;
import io.polymeter.config.MeterSettings;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps in mind what the meters' devices are, while they answer.
public final class DeviceWatch implements Link {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Point SERIAL = Point.of(Quantity.SERIAL, Phase.TOTAL);

    private final Polymeter polymeter;
    private final DeviceBook book;
    private final Neighbours neighbours;

    /// @param polymeter whose meters are watched
    public DeviceWatch(Polymeter polymeter) {
        this(polymeter, polymeter.plan().settings().state(), new Neighbours(Neighbours.TABLE));
    }

    DeviceWatch(Polymeter polymeter, Path state, Neighbours neighbours) {
        this.polymeter = polymeter;
        this.book = new DeviceBook(state);
        this.neighbours = neighbours;
    }

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public String description() {
        return "keeps in mind which device is where";
    }

    @Override
    public void run(Context context) throws InterruptedException {
        report(context, Health.State.UP, description());
        context.clock().sleep(FIRST);
        while (true) {
            look();
            context.clock().sleep(EVERY);
        }
    }

    /// Notes the devices that answer now.
    void look() {
        Map<String, String> hardware = neighbours.all();
        for (Snapshot.Meter meter : polymeter.measurements()) {
            MeterSettings settings = polymeter.plan().settings().meters().get(meter.name());
            String host = settings == null ? null : host(settings);
            boolean answers = meter.readings().stream()
                    .anyMatch(reading -> reading.quality() == Snapshot.Quality.FRESH && reading.limit() != null);
            String address = host == null || !answers ? null : literal(host);
            if (address != null) {
                String serial = meter.state().readings().text(SERIAL);
                book.keep(meter.name(), new DeviceBook.Device(address, hardware.get(address), serial));
            }
        }
    }

    DeviceBook book() {
        return book;
    }

    Neighbours neighbours() {
        return neighbours;
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
