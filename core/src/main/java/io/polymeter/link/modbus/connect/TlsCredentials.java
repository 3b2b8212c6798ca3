package io.polymeter.link.modbus.connect;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Clock;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.net.TlsContext;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.CertificateTable;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.RecordingTrustManager;
import io.polymeter.trust.ServerCheck;
import io.polymeter.trust.TrustAnchors;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all TLS links of an installation share: the certificate table and our own key, both in the state
/// directory.
public final class TlsCredentials {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.trust");

    private static final Duration ACCEPTANCE_TIMEOUT = Duration.ofMinutes(1);

    private final Path state;
    private final Clock clock;
    private final CertificateTable table;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Credentials own;
    /// Our connections to devices, to end those whose certificate is deleted. Guarded by itself.
    private final Map<Socket, CertificateEntry.Key> connections = new WeakHashMap<>();

    /// The certificates that were not accepted, by device.
    private final Map<String, CertificateEntry.Key> waiting = new ConcurrentHashMap<>();

    public TlsCredentials(Path state, Clock clock) {
        this.state = state;
        this.clock = clock;
        this.table = new CertificateTable(new TrustFile(state), clock::wall);
        table.onRemoval(this::disconnect);
    }

    public CertificateTable table() {
        return table;
    }

    Path state() {
        return state;
    }

    /// Our own key; made at first use, which takes a second.
    Credentials own() throws IOException {
        turn.lock();
        try {
            Credentials known = own;
            if (known == null || known.endsSoon(table.now()).isPresent()) {
                known = Credentials.own(state, table.now());
                own = known;
                LOG.info("own certificate, SHA-256 {}", known.shown().fingerprint());
            }
            return known;
        } finally {
            turn.unlock();
        }
    }

    /// Makes our own key anew where it ends soon; without effect where nobody uses it.
    void renew() throws IOException {
        turn.lock();
        try {
            if (own != null) {
                own();
            }
        } finally {
            turn.unlock();
        }
    }

    /// The last key there was: a full disk must not end what works.
    private Credentials present() {
        turn.lock();
        try {
            return Objects.requireNonNull(own);
        } finally {
            turn.unlock();
        }
    }

    private List<javax.net.ssl.KeyManager> keys(@Nullable TlsSettings settings) throws IOException {
        if (settings != null && settings.certificate() != null && settings.key() != null) {
            Credentials configured = Credentials.of(settings.certificate(), settings.key());
            LOG.info(
                    "the certificate {} has the SHA-256 fingerprint {}",
                    settings.certificate(),
                    configured.shown().fingerprint());
            configured
                    .endsSoon(table.now())
                    .ifPresent(end -> LOG.warn("the certificate {} ends {}", settings.certificate(), end));
            return configured.managers(null);
        }
        return own().managers(this::present);
    }

    /// Reads the files of a link, to find what is wrong with them.
    public static void check(TlsSettings settings) throws IOException {
        anchors(settings);
        if (settings.certificate() != null && settings.key() != null) {
            var _ = Credentials.of(settings.certificate(), settings.key());
        }
    }

    public static TrustAnchors anchors(@Nullable TlsSettings settings) throws IOException {
        return settings == null ? TrustAnchors.NONE : TrustAnchors.of(settings.trust());
    }

    /// For a port that we serve.
    public TlsContext server(@Nullable TlsSettings settings, TrustAnchors anchors) throws IOException {
        try {
            return TlsContext.of(
                    keys(settings), List.of(new RecordingTrustManager(anchors)), TlsContext.ClientCertificate.NEEDED);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// For connections to a device.
    ///
    /// @param device for people
    public Connector client(@Nullable TlsSettings settings, String device) throws IOException {
        try {
            ServerCheck check = new ServerCheck(table, anchors(settings), device, watcher(device));
            return Connector.tls(TlsContext.of(keys(settings), List.of(check), TlsContext.ClientCertificate.NONE));
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private ServerCheck.Watcher watcher(String device) {
        return new ServerCheck.Watcher() {
            @Override
            public void trusted(CertificateEntry.Key key, Socket socket) {
                waiting.remove(device);
                synchronized (connections) {
                    connections.put(socket, key);
                }
            }

            @Override
            public void waiting(CertificateEntry.Key key) {
                waiting.put(device, key);
            }
        };
    }

    private void disconnect(CertificateEntry.Key key) {
        synchronized (connections) {
            connections.forEach((socket, shown) -> {
                if (shown.equals(key)) {
                    // Closing may wait for a peer to take the goodbye.
                    Thread.startVirtualThread(() -> close(socket));
                }
            });
            connections.values().removeIf(key::equals);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }

    /// The same way to a device; after its certificate was found not to be accepted it waits until it is, or until
    /// it is time to see whether the device has another one.
    public ClientOpener patient(Endpoint device, ClientOpener opener) {
        if (!(device instanceof Endpoint.Tls)) {
            return opener;
        }
        return () -> {
            CertificateEntry.Key key = waiting.remove(device.toString());
            long end = clock.nanos() + ACCEPTANCE_TIMEOUT.toNanos();
            while (key != null && !table.accepts(key) && clock.nanos() - end < 0) {
                clock.sleep(CertificateTable.TICK);
            }
            return opener.open();
        };
    }
}
