package io.polymeter.link.shelly;

import io.polymeter.config.kind.ShellySink;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FacePublisher;
import io.polymeter.link.face.FaceRequest;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.mqtt.Broker;
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
            broker(sink.mqtt(), state).check("outputs." + request.name() + ".shelly.mqtt", request.problems());
        }
        return new ShellyFace(sink, device, request.settings().site().zone(), state);
    }

    /// @param state the state directory, which holds the certificate table
    private static Broker broker(ShellySink.Mqtt sink, Path state) {
        return new Broker(sink.broker(), sink.username(), sink.password(), sink.tls(), state);
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
            MinuteRecorder recorder = new MinuteRecorder();
            ShellyMethods methods = new ShellyMethods(meter, sink.phases(), components, new MinuteAnswers(recorder));
            FirstGeneration first = new FirstGeneration(meter, sink.phases());
            ShellyServer server = new ShellyServer(device, meter, methods, first);
            List<Link> links = new ArrayList<>();
            if (sink.model() != ShellySink.Model.GENERATION_1_3EM) {
                links.add(new MinuteLink(name + ".shelly-minutes", meter, sink.phases(), recorder));
            }
            if (sink.serve() != null || !sink.udp().isEmpty()) {
                links.add(new ShellyLink(name + ".shelly", sink, device, server));
            }
            if (sink.mqtt() != null) {
                Broker broker = broker(sink.mqtt(), state).named(device.id());
                links.add(new FacePublisher(
                        name + ".shelly-mqtt",
                        new FacePublisher.Terms(broker, sink.mqtt().every(), meter),
                        new ShellyPublisher(sink, broker, server, connected)));
            }
            return links;
        }
    }
}
