package io.polymeter.app.setup;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/// Under which address others find this machine.
final class LocalAddress {

    private LocalAddress() {}

    /// The URL of a page that listens there, as other machines call it.
    static String url(InetSocketAddress listen) {
        InetAddress host = listen.getAddress().isAnyLocalAddress() ? own() : listen.getAddress();
        String literal = host.getHostAddress().replaceFirst("%.*", "");
        return "http://" + (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + listen.getPort() + "/";
    }

    /// The address from which the network's other machines are reached; the loopback one without a network.
    private static InetAddress own() {
        try (DatagramSocket socket = new DatagramSocket()) {
            // Nothing is sent: the system only chooses the way. The address is reserved for documentation.
            socket.connect(new InetSocketAddress("192.0.2.1", 9));
            if (usable(socket.getLocalAddress())) {
                return socket.getLocalAddress();
            }
        } catch (IOException | java.io.UncheckedIOException _) {
            // Without a way to anywhere there may still be a network.
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(LocalAddress::usable)
                    .findFirst()
                    .orElse(InetAddress.getLoopbackAddress());
        } catch (SocketException _) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static boolean usable(InetAddress address) {
        return address instanceof Inet4Address && !address.isAnyLocalAddress() && !address.isLoopbackAddress();
    }
}
