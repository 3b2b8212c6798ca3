package io.polymeter.app.scan;

import io.polymeter.message.Message;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a device may be that nobody named a place of.
///
/// @param interfaces where mDNS is asked
/// @param networks e.g. `192.168.178.0/24`
/// @param adapters e.g. `rtu:///dev/serial/by-id/…`
/// @param notes what is left out, and why
public record DefaultScanTargets(
        List<NetworkInterface> interfaces, List<String> networks, List<String> adapters, List<Message> notes) {

    public DefaultScanTargets {
        interfaces = List.copyOf(interfaces);
        networks = List.copyOf(networks);
        adapters = List.copyOf(adapters);
        notes = List.copyOf(notes);
    }

    /// Looks what this machine has.
    ///
    /// @param only the name of the one network interface that is meant, without serial adapters; null: all
    /// @throws IllegalArgumentException where there is no such interface
    public static DefaultScanTargets look(@Nullable String only) throws SocketException {
        OwnNetworks networks = OwnNetworks.look(only);
        List<Message> notes = new ArrayList<>(networks.notes());
        if (only != null) {
            return new DefaultScanTargets(networks.interfaces(), networks.targets(), List.of(), notes);
        }
        SerialAdapters adapters = SerialAdapters.look(SerialAdapters.BY_ID);
        notes.addAll(adapters.notes());
        return new DefaultScanTargets(networks.interfaces(), networks.targets(), adapters.targets(), notes);
    }
}
