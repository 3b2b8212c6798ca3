package io.polymeter.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets every client through the handshake, so that its certificate can be listed and its requests be refused with
/// a Modbus exception; remembers whom a configured CA vouches for. That the client holds the certificate's key is
/// proven by the handshake itself.
public final class RecordingTrustManager extends X509ExtendedTrustManager {

    private final TrustAnchors anchors;

    /// @param anchors who is trusted without a decision
    public RecordingTrustManager(TrustAnchors anchors) {
        this.anchors = anchors;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        anchors.vouchFor(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        anchors.vouchFor(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        anchors.vouchFor(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    /// None are named: a client then shows whatever certificate it has.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
