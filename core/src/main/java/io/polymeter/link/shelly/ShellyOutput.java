package io.polymeter.link.shelly;

import io.polymeter.config.kind.ShellySink;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FaceRequest;
import io.polymeter.link.face.ShownMeter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Meters as Shelly energy meters.
public final class ShellyOutput {

    private ShellyOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(ShellySink.class, ShellyOutput::plan);
    }

    private static Face plan(FaceRequest<ShellySink> request) {
        ShellySink sink = request.sink();
        ShellyDevice device =
                ShellyDevice.of(sink, request.mac(), request.identity("name"), request.identity("version"));
        Path state = request.settings().state();
        if (sink.mqtt() != null) {
            ShellyPublisher.broker(sink.mqtt(), state)
                    .check("outputs." + request.name() + ".shelly.mqtt", request.problems());
        }
        return new ShellyFace(sink, device, request.settings().site().zone(), state);
    }

    private record ShellyFace(ShellySink sink, ShellyDevice device, ZoneId zone, Path state) implements Face {

        @Override
        public String describe() {
            return "as the " + device.title() + " " + device.id() + " at " + where()
                    + (device.announced() ? ", announced by mDNS" : "");
        }

        @Override
        public String form() {
            return "shelly " + device.title();
        }

        @Override
        public String where() {
            return String.join(", ", sink.places());
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            AtomicBoolean connected = new AtomicBoolean();
            ShellyComponents components =
                    new ShellyComponents(device, meter.clock(), meter.clock().nanos(), zone, connected::get);
            ShellyMethods methods = new ShellyMethods(meter, sink.phases(), components);
            FirstGeneration first = new FirstGeneration(meter, sink.phases());
            ShellyServer server = new ShellyServer(device, meter, methods, first);
            List<Link> links = new ArrayList<>();
            if (sink.serve() != null || !sink.udp().isEmpty()) {
                links.add(new ShellyLink(name + ".shelly", sink, device, server));
            }
            if (sink.mqtt() != null) {
                links.add(new ShellyPublisher(
                        name + ".shelly-mqtt",
                        sink.mqtt(),
                        state,
                        new ShellyPublisher.Speaker(device, meter, sink.phases(), server, connected)));
            }
            return links;
        }
    }
}
