package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.mdns.Announced;
import io.polymeter.mdns.Responder;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Makes a device be found by mDNS whose readers look for it in no other way. The port is served without it, too.
final class AnnouncementLink implements Link {

    private final String name;
    private final Endpoint.Udp endpoint;
    private final Announced service;

    /// @param output the name of the output
    /// @param service its type, e.g. `_victron-energy-meter._udp`
    /// @param instance what it is listed as
    AnnouncementLink(String output, Endpoint.Udp endpoint, String service, String instance) {
        this.name = output + ".mdns";
        this.endpoint = endpoint;
        this.service = new Announced(instance, service, instance, endpoint.port(), List.of());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-announces", "announces {name} as {type}", service.instance(), service.type());
    }

    @Override
    public void run(Context context) throws IOException {
        try (Responder responder = new Responder(List.of(service), InetAddress.getByName(endpoint.host()))) {
            report(context, Health.State.UP, description());
            responder.run((name, other) -> trouble(
                    context,
                    Trouble.warning(
                            "mdns",
                            Message.of("announced-twice", "{name} is announced by {address}, too", name, other),
                            "")));
        }
    }
}
