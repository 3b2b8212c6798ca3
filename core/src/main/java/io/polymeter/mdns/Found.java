package io.polymeter.mdns;

import java.net.InetAddress;
import java.util.Map;

/// A service that a device in the local network announces.
///
/// @param type such as `_http._tcp`
/// @param texts by name, those without a value left out
public record Found(String type, String instance, InetAddress address, int port, Map<String, String> texts) {

    public Found {
        texts = Map.copyOf(texts);
    }
}
