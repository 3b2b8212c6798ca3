package io.polymeter.trust;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/// What this machine is called and where it is reached, for its certificate.
final class OwnNames {

    /// A machine with many containers has hundreds of addresses.
    private static final int MAX_NAMES = 24;

    private OwnNames() {}

    /// The host name; `localhost` where there is none that a certificate could carry.
    static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return isName(name) ? name : "localhost";
        } catch (IOException _) {
            return "localhost";
        }
    }

    /// As keytool's `SubjectAlternativeName` takes them: `dns:pi,dns:localhost,ip:192.168.1.5`.
    static String alternatives() {
        Set<String> names = new LinkedHashSet<>();
        names.add("dns:" + host());
        names.add("dns:localhost");
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .map(address -> "ip:" + address.replaceFirst("%.*", ""))
                    .forEach(names::add);
        } catch (SocketException _) {
            // Without a network the names stay.
        }
        return String.join(",", names.stream().limit(MAX_NAMES).toList());
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z]([A-Za-z0-9-]{0,62}(\\.[A-Za-z0-9-]{1,63})*)") && name.length() <= 50;
    }
}
