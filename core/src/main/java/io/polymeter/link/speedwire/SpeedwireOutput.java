package io.polymeter.link.speedwire;

import io.polymeter.config.kind.SpeedwireSink;
import io.polymeter.config.net.MacAddress;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FaceRequest;
import io.polymeter.link.face.ShownMeter;
import java.util.List;

/// Meters as SMA Energy Meters and Sunny Home Managers.
public final class SpeedwireOutput {

    /// Serial numbers of meters of ours where none is configured: above those that are on meters.
    private static final long FIRST = 3_900_000_000L;

    private static final long COUNT = 90_000_000L;

    private SpeedwireOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(SpeedwireSink.class, request -> new SpeedwireFace(request.sink(), serial(request)));
    }

    private static long serial(FaceRequest<SpeedwireSink> request) {
        String serial = request.identity("serial");
        if (serial != null) {
            return Long.parseLong(serial);
        }
        MacAddress mac = MacAddress.of(request.settings().site().name() + "/" + request.name() + "/speedwire");
        return FIRST + Long.parseLong(mac.digits(), 16) % COUNT;
    }

    private record SpeedwireFace(SpeedwireSink sink, long serial) implements Face {

        @Override
        public String describe() {
            return "as the SMA " + (sink.tellsFrequency() ? "Home Manager" : "Energy Meter")
                    + " with the serial number " + serial + " and the SUSy-ID " + sink.susyId() + ", sent to "
                    + where();
        }

        @Override
        public String form() {
            return "speedwire " + sink.susyId();
        }

        @Override
        public String where() {
            return String.join(", ", sink.places());
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            return List.of(new SpeedwireSender(name + ".speedwire", sink, serial, meter));
        }
    }
}
