package io.polymeter.config;

import java.net.URI;

/// Where a device is asked over a network, and the entry of the settings that leads there.
///
/// @param host its name or address
/// @param port -1: the usual one of the protocol
/// @param key of the entry below the meter, e.g. `modbus.poll`
/// @param before what stands before the host in the entry, e.g. `tcp://`
/// @param behind what stands behind the port
public record DeviceAddress(String host, int port, String key, String before, String behind) {

    /// The address in a URL.
    public static DeviceAddress of(URI url, String key) {
        String text = url.toString();
        int authority = text.indexOf("://") + 3;
        int end = authority + url.getRawAuthority().length();
        return new DeviceAddress(url.getHost(), url.getPort(), key, text.substring(0, authority), text.substring(end));
    }

    /// The value of the entry where the device has moved.
    ///
    /// @param port -1: as before
    public String moved(String host, int port) {
        int there = port < 0 ? this.port : port;
        boolean bracketed = host.indexOf(':') >= 0 && !host.startsWith("[");
        return before + (bracketed ? "[" + host + "]" : host) + (there < 0 ? "" : ":" + there) + behind;
    }
}
