package io.polymeter.link.face;

import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.net.UdpAddress;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.http.listen.HttpListener;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that one device listens on, each on a virtual thread of its own. For the thread of one link.
public final class FaceSockets implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FaceSockets.class);

    private final String name;
    private final List<Opened> opened = new ArrayList<>();
    private final BlockingQueue<Exception> ends = new LinkedBlockingQueue<>();

    /// @param optional true where the others go on without it
    private record Opened(Closeable resource, Loop loop, boolean optional) {}

    /// What is done with something that is open, until it is closed.
    @FunctionalInterface
    public interface Loop {
        /// Works until the end.
        void run() throws Exception;
    }

    /// @param name of the link, for its threads
    public FaceSockets(String name) {
        this.name = name;
    }

    /// Serves HTTP from now on; nothing is answered before [#run()].
    ///
    /// @return the port
    public int serve(HttpAddress address, Function<HttpCall, HttpAnswer> answers) throws IOException {
        HttpListener listener = open(
                address.toString(),
                address.port(),
                () -> new HttpListener(at(address.host(), address.port()), answers));
        opened.add(new Opened(listener, listener::run, false));
        return listener.port();
    }

    /// Receives datagrams from now on; nothing is answered before [#run()].
    ///
    /// @param waits whether an answer may wait now; then they are asked for on several threads
    public void serve(UdpAddress address, Datagrams answers, BooleanSupplier waits) throws IOException {
        DatagramServer server = open(
                address.toString(),
                address.port(),
                () -> new DatagramServer(at(address.host(), address.port()), answers, waits));
        opened.add(new Opened(server, server::run, false));
    }

    /// Something else that is open, and what is done with it; the others go on without it.
    void add(Closeable resource, Loop loop) {
        opened.add(new Opened(resource, loop, true));
    }

    /// Works until one of them ends, or the thread is interrupted.
    public void run() throws Exception {
        for (Opened each : opened) {
            Thread.ofVirtual().name(name).start(() -> {
                try {
                    each.loop().run();
                    if (!each.optional()) {
                        ends.add(new CodedIoException(Message.of("ended", "ended")));
                    }
                } catch (Exception e) {
                    ends.add(e);
                }
            });
        }
        throw ends.take();
    }

    @Override
    public void close() {
        for (Opened each : opened) {
            try {
                each.resource().close();
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("{} does not close", name, e);
            }
        }
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private static <T> T open(String text, int port, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (UnknownHostException e) {
            throw cannot(text, Message.of("host-name-unknown", "the host name is unknown"), e);
        } catch (BindException e) {
            throw cannot(text, reason(e, port), e);
        } catch (SocketException e) {
            throw cannot(text, Message.of(e), e);
        }
    }

    private static IOException cannot(Object place, Message why, IOException cause) {
        return new CodedIoException(Message.of("cannot-listen", "cannot listen on {place}: {why}", place, why), cause);
    }

    private static Message reason(BindException e, int port) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("Permission denied")) {
            return Message.of(
                    "port-needs-capability",
                    "ports below 1024 need CAP_NET_BIND_SERVICE: put {setting} into the systemd unit, or run {command}",
                    "AmbientCapabilities=CAP_NET_BIND_SERVICE",
                    "`sudo sysctl -w net.ipv4.ip_unprivileged_port_start=" + port + "`");
        }
        return text.contains("in use")
                ? Message.of("port-used", "another program uses the port; {command} shows which", "`ss -lntup`")
                : Message.verbatim(text);
    }

    private static InetSocketAddress at(String host, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }
}
