package io.polymeter.link.shelly;

import io.polymeter.config.kind.ShellySink;
import io.polymeter.config.net.UdpAddress;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.link.face.Announcement;
import io.polymeter.link.face.FaceSockets;
import io.polymeter.message.Message;

/// A Shelly that is asked over HTTP, WebSocket and UDP.
final class ShellyLink implements Link {

    private final String name;
    private final ShellySink sink;
    private final ShellyDevice device;
    private final ShellyServer server;

    ShellyLink(String name, ShellySink sink, ShellyDevice device, ShellyServer server) {
        this.name = name;
        this.sink = sink;
        this.device = device;
        this.server = server;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-is-device", "is the {device} {id}", device.title(), device.id());
    }

    @Override
    public void run(Context context) throws Exception {
        try (FaceSockets sockets = new FaceSockets(name)) {
            if (sink.serve() != null) {
                int port = sockets.serve(sink.serve(), server::http);
                if (device.announced()) {
                    Announcement.add(sockets, device.announced(port), sink.serve(), new LinkContext(this, context));
                }
            }
            for (int port : sink.udp()) {
                sockets.serve(new UdpAddress(sink.host(), port), server::datagram, server::waits);
            }
            report(context, Health.State.UP, description());
            sockets.run();
        }
    }
}
