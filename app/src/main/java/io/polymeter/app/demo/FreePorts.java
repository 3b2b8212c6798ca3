package io.polymeter.app.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports on loopback: a known one where nobody has it, else one near by.
final class FreePorts {

    private static final int TRIES = 50;
    /// Below those the system gives to clients, so that no connection takes one before its server does.
    private static final int INSIDE = 21_000;

    private FreePorts() {}

    /// The first free port from `first` on; any free one where 50 are taken.
    static int from(int first) throws IOException {
        for (int port = first; port < first + TRIES; port++) {
            if (free(port)) {
                return port;
            }
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /// A port for what goes on inside the house.
    ///
    /// @param which tells those of one house apart, from 0
    static int inside(int which) throws IOException {
        return from(INSIDE + which * TRIES);
    }

    private static boolean free(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
