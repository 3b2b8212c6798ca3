package io.polymeter.link.face;

import io.polymeter.config.net.HttpAddress;
import io.polymeter.link.LinkContext;
import io.polymeter.link.Trouble;
import io.polymeter.mdns.Announced;
import io.polymeter.mdns.Responder;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Makes a device be found by mDNS for as long as it is served. A network where that is not possible is no reason not
/// to serve it: who knows the address finds it.
public final class Announcement {

    private Announcement() {}

    /// Announces a device from now on.
    ///
    /// @param at where it is served
    public static void add(FaceSockets sockets, List<Announced> services, HttpAddress at, LinkContext context) {
        try {
            Responder responder = new Responder(services, InetAddress.getByName(at.host()));
            sockets.add(responder, () -> {
                try {
                    responder.run((name, other) -> context.trouble(announced(name, other)));
                } catch (IOException e) {
                    context.trouble(lost(e));
                }
            });
        } catch (IOException e) {
            context.trouble(lost(e));
        }
    }

    /// Another device has a name of ours.
    ///
    /// @param other its address
    public static Trouble announced(String name, String other) {
        return Trouble.warning(
                "mdns", Message.of("announced-twice", "{name} is announced by {address}, too", name, other), "");
    }

    private static Trouble lost(IOException e) {
        return Trouble.warning(
                "mdns", Message.of("not-announced", "the device is not announced: {why}", Message.of(e)), "");
    }
}
