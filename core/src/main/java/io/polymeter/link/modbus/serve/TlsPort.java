package io.polymeter.link.modbus.serve;

import io.polymeter.config.TlsSettings;
import io.polymeter.link.Context;
import io.polymeter.link.modbus.connect.TlsCredentials;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.trust.TrustAnchors;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What makes a port a TLS port. Belongs to one endpoint; its files are read each time the port is opened.
final class TlsPort {

    private final TlsCredentials trust;
    private final @Nullable TlsSettings settings;
    private volatile @Nullable TlsGate gate;
    private @Nullable Runnable unsubscribe;

    /// @param settings null for our own key and nobody trusted without a decision
    TlsPort(TlsCredentials trust, @Nullable TlsSettings settings) {
        this.trust = trust;
        this.settings = settings;
    }

    /// The same port over TLS, with its clients' certificates looked at before each request.
    TcpListener secure(TcpListener plain, Context context) throws IOException {
        TrustAnchors anchors = TlsCredentials.anchors(settings);
        TlsGate made = new TlsGate(
                plain.handler(),
                new TlsGate.Trusted(trust.table(), anchors),
                trouble -> context.health().trouble(trouble, context.clock().nanos()),
                field -> context.health().settled(field));
        gate = made;
        TcpListener listener = new TcpListener(plain.address(), made, plain.limits(), plain.admit(), null);
        return listener.over(trust.server(settings, anchors));
    }

    /// The port is open.
    void opened() {
        TlsGate present = gate;
        unsubscribe = present == null ? null : trust.table().onRemoval(present::removed);
    }

    /// The port is closed.
    void closed() {
        Runnable end = unsubscribe;
        unsubscribe = null;
        if (end != null) {
            end.run();
        }
    }

    Map<String, Long> counters() {
        TlsGate present = gate;
        return present == null ? Map.of() : present.counters();
    }
}
