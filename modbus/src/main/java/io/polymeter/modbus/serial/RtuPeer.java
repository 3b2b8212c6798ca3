package io.polymeter.modbus.serial;

import io.polymeter.modbus.Peer;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/// Whoever is master of a serial line: nobody knows.
record RtuPeer(String name) implements Peer {

    @Override
    public @Nullable InetAddress address() {
        return null;
    }

    @Override
    public @Nullable X509Certificate certificate() {
        return null;
    }

    @Override
    public void close() {}
}
