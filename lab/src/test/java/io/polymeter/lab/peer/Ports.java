package io.polymeter.lab.peer;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// TCP ports nobody listens on.
///
/// They lie below those the system gives to clients (from 32768 on Linux): else any connection made meanwhile could
/// take the port before its server does.
public final class Ports {

    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /// A port that is free now and was not given before.
    public static synchronized int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (GIVEN.add(port)) {
                try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    return port;
                } catch (BindException _) {
                    // Somebody listens there: the next one.
                }
            }
        }
    }
}
