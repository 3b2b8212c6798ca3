package io.polymeter.lab.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// TCP ports nobody listens on.
final class Ports {

    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /// A port that is free now and was not given before.
    static synchronized int free() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
