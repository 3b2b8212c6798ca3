package io.polymeter.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The network cable of a device: passes the bytes of each connection on, both ways, unless it is told otherwise.
final class Relay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int BACKLOG = 50;

    private final ServerSocket door;
    private final int target;
    private final Set<Cable> cables = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OPEN;

    /// What happens to connections.
    enum Mode {
        /// They work.
        OPEN,
        /// They stay, and new ones can be made, but nothing comes through: a cable that was pulled.
        SILENT,
        /// They end, and new ones end at once: a device without power behind a gateway.
        CLOSED
    }

    private Relay(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    /// Listens on loopback.
    ///
    /// @param target the port on loopback to which connections are passed on
    static Relay to(int target) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().name("demo-relay-" + target).start(relay::accept);
        return relay;
    }

    /// Where it listens.
    int port() {
        return door.getLocalPort();
    }

    /// What happens to connections from now on. What was silent once never speaks again: a real connection would
    /// have been given up by then, or bring what is long out of date.
    void mode(Mode wanted) {
        mode = wanted;
        switch (wanted) {
            case OPEN -> cables.stream().filter(cable -> cable.deaf).forEach(Cable::cut);
            case SILENT -> cables.forEach(cable -> cable.deaf = true);
            case CLOSED -> cables.forEach(Cable::cut);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                Thread.ofVirtual().name("demo-cable-" + target).start(() -> join(near));
            } catch (IOException e) {
                LOG.trace("the cable to {} takes no more connections", target, e);
            }
        }
    }

    private void join(Socket near) {
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Cable cable = new Cable(near, far);
            cables.add(cable);
            try {
                // Whoever changes the mode sets it first and looks at the cables then; here it is the other way round.
                cable.deaf = mode == Mode.SILENT;
                if (mode != Mode.CLOSED) {
                    cable.run();
                }
            } finally {
                cables.remove(cable);
                cable.cut();
            }
        } catch (IOException e) {
            LOG.trace("a connection to {} has ended", target, e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        mode(Mode.CLOSED);
    }

    /// One connection on its two sides.
    private static final class Cable {

        private final Socket near;
        private final Socket far;
        private volatile boolean deaf;

        Cable(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void run() throws IOException {
            Thread.ofVirtual().name("demo-cable-back").start(this::back);
            pump(near.getInputStream(), far.getOutputStream());
        }

        private void back() {
            try {
                pump(far.getInputStream(), near.getOutputStream());
            } catch (IOException e) {
                LOG.trace("a connection has ended", e);
            } finally {
                cut();
            }
        }

        private void pump(InputStream in, OutputStream out) throws IOException {
            byte[] bytes = new byte[1024];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!deaf) {
                    out.write(bytes, 0, count);
                }
            }
        }

        /// Ends both sides as a device does that lost its power: with a reset.
        void cut() {
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (SocketException e) {
                    LOG.trace("closed already", e);
                }
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.trace("closed already", e);
                }
            }
        }
    }
}
