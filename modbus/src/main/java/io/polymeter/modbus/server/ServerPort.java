package io.polymeter.modbus.server;

import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.modbus.net.Sockets;
import io.polymeter.modbus.net.TlsContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open port of a [TcpServer]. [#localAddress], [#counters] and [#close] may be called from any thread.
public final class ServerPort implements OpenPort, ServerLoop.Ready {

    private static final Logger LOG = LoggerFactory.getLogger(ServerPort.class);

    /// Newcomers that are taken in one round: a flood of them must not make the others wait.
    private static final int AT_ONCE = 16;

    /// A whole house reconnects at once after a power cut.
    private static final int BACKLOG = 1024;

    private static final long RECOVERED_NANOS = 10_000_000_000L;

    private final ServerLoop loop;
    private final TcpListener listener;
    private final ServerSocketChannel channel;
    private final InetSocketAddress local;
    private final Executor crypto;
    private final LiveServerCounters tally = new LiveServerCounters();
    private final Set<ServerConnection> connections = new HashSet<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private final AtomicBoolean failureLogged = new AtomicBoolean();
    private @Nullable SelectionKey key;
    private boolean exhausted;
    private long exhaustedAt;

    private ServerPort(ServerLoop loop, TcpListener listener, ServerSocketChannel channel, Executor crypto)
            throws IOException {
        this.loop = loop;
        this.listener = listener;
        this.channel = channel;
        this.crypto = crypto;
        this.local = (InetSocketAddress) channel.getLocalAddress();
    }

    /// Binds the port on the calling thread and hands it to the loop.
    ///
    /// @throws ListenException when the system refuses
    static ServerPort open(ServerLoop loop, TcpListener listener, Executor crypto) throws ListenException {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            channel.bind(listener.address(), BACKLOG);
            ServerPort port = new ServerPort(loop, listener, channel, crypto);
            loop.execute(port::start);
            return port;
        } catch (IOException | RuntimeException e) {
            Sockets.close(channel);
            throw ListenException.of(listener.address(), e);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    /// As it was opened.
    public TcpListener listener() {
        return listener;
    }

    @Override
    public ServerCounters counters() {
        return tally.snapshot();
    }

    @Override
    public void close() {
        loop.call(this::end);
        Sockets.close(channel);
    }

    private void start() {
        try {
            key = channel.register(loop.selector, SelectionKey.OP_ACCEPT, this);
            loop.add(this);
        } catch (IOException | ClosedSelectorException e) {
            LOG.debug("{} was closed before it was served", this, e);
            Sockets.close(channel);
        }
    }

    @Override
    public void end() {
        Sockets.close(channel);
        Set.copyOf(connections).forEach(ServerConnection::end);
        loop.remove(this);
    }

    @Override
    public void ready() {
        try {
            // Who waits longer is reported again in the next round, after everybody who is connected already.
            for (int i = 0; i < AT_ONCE; i++) {
                SocketChannel client = channel.accept();
                if (client == null) {
                    return;
                }
                take(client);
            }
        } catch (IOException e) {
            pause(e);
        }
    }

    /// Out of file descriptors: the waiting client keeps the port ready, so the loop would spin. It rests until the
    /// next sweep instead, and whoever never asks gives back what it holds.
    private void pause(IOException e) {
        if (key != null && key.isValid()) {
            if (exhaustedAt == 0) {
                LOG.warn("Cannot accept connections on {}: {}; trying again each second", this, e.getMessage());
            }
            exhaustedAt = System.nanoTime() | 1;
            evict(quietest(this::mayGo));
            key.interestOps(0);
            exhausted = true;
            loop.rearm();
        }
    }

    private void take(SocketChannel client) {
        try {
            InetSocketAddress remote = (InetSocketAddress) client.getRemoteAddress();
            if (remote == null || !admits(remote.getAddress())) {
                tally.notAdmitted.increment();
                Sockets.close(client);
            } else if (!hasRoom(remote.getAddress())) {
                tally.overLimit.increment();
                Sockets.close(client);
            } else {
                Sockets.prepare(client);
                serve(client, remote);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection to {} was closed before it was accepted", this, e);
            Sockets.close(client);
        }
    }

    private void serve(SocketChannel client, InetSocketAddress remote) throws IOException {
        TlsContext tls = listener.tls();
        ServerWire wire =
                tls == null ? new PlainWire(client) : new TlsWire(client, tls.serverEngine(), loop.tlsBuffers());
        ServerConnection connection = new ServerConnection(this, client, wire, remote);
        connection.register(loop.selector);
        tally.accepted.increment();
        connections.add(connection);
        perAddress.merge(remote.getAddress(), 1, Integer::sum);
        if (connections.size() == 1) {
            loop.rearm();
        }
    }

    private boolean admits(InetAddress address) {
        try {
            return listener.admit().test(address);
        } catch (RuntimeException e) {
            failed("deciding about " + address.getHostAddress(), e);
            return false;
        }
    }

    private boolean hasRoom(InetAddress address) {
        if (perAddress.getOrDefault(address, 0) >= limits().perAddress()
                && !evict(quietest(each -> each.isFrom(address) && mayGo(each)))) {
            return false;
        }
        if (connections.size() < limits().connections() || evict(quietest(this::mayGo))) {
            return true;
        }
        InetAddress greedy = greediest(address);
        return greedy != null && evict(quietest(each -> each.isFrom(greedy)));
    }

    /// Whoever never asked anything makes room soon, others when they have been quiet for long enough.
    private boolean mayGo(ServerConnection each) {
        long quiet = each.quietNanos(System.nanoTime());
        return quiet >= limits().quiet().toNanos() || !each.hasAsked() && quiet >= ServerLimits.UNASKED.toNanos();
    }

    /// The address with the most connections, if it has at least two more than the newcomer's; else null.
    private @Nullable InetAddress greediest(InetAddress newcomer) {
        int least = perAddress.getOrDefault(newcomer, 0) + 2;
        return perAddress.entrySet().stream()
                .filter(entry -> entry.getValue() >= least)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private @Nullable ServerConnection quietest(Predicate<ServerConnection> candidates) {
        long now = System.nanoTime();
        return connections.stream()
                .filter(candidates)
                .max(Comparator.comparingLong(each -> each.quietNanos(now)))
                .orElse(null);
    }

    private boolean evict(@Nullable ServerConnection connection) {
        if (connection == null) {
            return false;
        }
        tally.overLimit.increment();
        connection.end();
        return true;
    }

    /// Forgets a connection that has ended.
    void forget(ServerConnection connection, InetAddress address) {
        if (connections.remove(connection)) {
            tally.closed.increment();
            perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    void sweep(long now) {
        if (exhaustedAt != 0 && now - exhaustedAt > RECOVERED_NANOS) {
            exhaustedAt = 0;
            LOG.info("{} accepts connections again", this);
        }
        if (exhausted && key != null && key.isValid()) {
            exhausted = false;
            key.interestOps(SelectionKey.OP_ACCEPT);
        }
        for (ServerConnection connection : Set.copyOf(connections)) {
            connection.sweep(now);
        }
    }

    boolean needsSweep() {
        return exhaustedAt != 0 || !connections.isEmpty();
    }

    /// Something behind this port went wrong: worth one line in the log's life, the rest is counted.
    void failed(String what, Throwable cause) {
        if (failureLogged.compareAndSet(false, true)) {
            LOG.warn("{}: {} failed, further failures are not logged: {}", this, what, String.valueOf(cause));
        }
        LOG.debug("{}: {} went wrong", this, what, cause);
    }

    @Override
    public String toString() {
        return Sockets.name(local);
    }

    ServerLimits limits() {
        return listener.limits();
    }

    RequestHandler handler() {
        return listener.handler();
    }

    LiveServerCounters tally() {
        return tally;
    }

    ServerLoop loop() {
        return loop;
    }

    Executor crypto() {
        return crypto;
    }
}
