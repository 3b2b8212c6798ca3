package io.polymeter.link.ct002;

import io.polymeter.config.kind.Ct002Sink;
import io.polymeter.config.net.MacAddress;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FaceSockets;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.message.Message;
import java.util.List;

/// Meters as Marstek CT002 and CT003.
public final class Ct002Output {

    private Ct002Output() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(Ct002Sink.class, request -> new CtFace(request.sink(), request.mac()));
    }

    private record CtFace(Ct002Sink sink, MacAddress mac) implements Face {

        @Override
        public String describe() {
            return "as the Marstek " + sink.model() + " (" + Ct002Server.type(sink.model()) + ") with the MAC "
                    + mac.small() + " at " + sink.serve();
        }

        @Override
        public String form() {
            return "ct002 " + Ct002Server.type(sink.model());
        }

        @Override
        public String where() {
            return sink.serve().toString();
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            return List.of(new CtLink(name + ".ct002", sink, mac, meter));
        }
    }

    private record CtLink(String name, Ct002Sink sink, MacAddress mac, ShownMeter meter) implements Link {

        @Override
        public Message description() {
            return Message.of("link-is-marstek", "is the Marstek {model} {mac}", sink.model(), mac.small());
        }

        @Override
        public void run(Context context) throws Exception {
            Ct002Server server = new Ct002Server(sink, mac, meter);
            try (FaceSockets sockets = new FaceSockets(name)) {
                sockets.serve(sink.serve(), server::answer, meter::waits);
                report(context, Health.State.UP, description());
                sockets.run();
            }
        }
    }
}
