package io.polymeter.modbus.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Keys and trust for TLS ports and TLS clients: TLS 1.3 and 1.2, nothing older.
public final class TlsContext {

    /// What a server wants of its clients. On a client it means nothing.
    public enum ClientCertificate {
        /// None is asked for.
        NONE,
        /// One is asked for; a client without one is served too, and [io.polymeter.modbus.Peer#certificate] is
        /// null.
        WANTED,
        /// A client without one does not get through the handshake.
        NEEDED
    }

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final List<KeyManager> keys;
    private final List<TrustManager> trust;
    private final SSLContext context;
    private final ClientCertificate clients;

    private TlsContext(List<KeyManager> keys, List<TrustManager> trust, ClientCertificate clients)
            throws GeneralSecurityException {
        this.keys = List.copyOf(keys);
        this.trust = List.copyOf(trust);
        this.context = fresh();
        this.clients = clients;
    }

    /// Builds a context. A server whose trust managers accept unknown clients lets them through the handshake, so
    /// that they can be listed, and refused per request.
    ///
    /// @param keys own certificate and key; a server needs one
    /// @param trust who decides about the other side's certificate; with none nobody is trusted
    /// @throws GeneralSecurityException if keys or trust cannot be used
    public static TlsContext of(List<KeyManager> keys, List<TrustManager> trust, ClientCertificate clients)
            throws GeneralSecurityException {
        return new TlsContext(keys, trust, clients);
    }

    private SSLContext fresh() throws GeneralSecurityException {
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(keys.toArray(KeyManager[]::new), trust.toArray(TrustManager[]::new), null);
        return made;
    }

    /// A client's socket over a connected one, before its handshake. It remembers no earlier session: a resumed
    /// one shows no certificate to the trust managers, who may have changed their mind since.
    ///
    /// @param owns whether it closes the connected one with itself
    public SSLSocket clientSocket(Socket connected, String host, boolean owns) throws IOException {
        try {
            SSLSocket socket =
                    (SSLSocket) fresh().getSocketFactory().createSocket(connected, host, connected.getPort(), owns);
            socket.setSSLParameters(parameters());
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private SSLParameters parameters() {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS.clone());
        return parameters;
    }

    public SSLEngine serverEngine() {
        SSLParameters parameters = parameters();
        parameters.setUseCipherSuitesOrder(true);
        switch (clients) {
            case NONE -> parameters.setNeedClientAuth(false);
            case WANTED -> parameters.setWantClientAuth(true);
            case NEEDED -> parameters.setNeedClientAuth(true);
        }
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
