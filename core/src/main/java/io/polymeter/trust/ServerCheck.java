package io.polymeter.trust;

import io.polymeter.message.Message;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/// Decides about the certificate of a device that we connect to: as the table says, or a configured CA. Its name is
/// not compared, as meters are addressed by number and name themselves as they like.
public final class ServerCheck extends ServerTrust {

    private final CertificateTable table;
    private final TrustAnchors anchors;
    private final String device;
    private final Watcher watcher;

    /// Learns what became of connections.
    public interface Watcher {
        /// A device is trusted, and connected.
        void trusted(CertificateEntry.Key key, Socket socket);

        /// A device's certificate waits for a person.
        void waiting(CertificateEntry.Key key);
    }

    /// @param device whom we connect to, for people
    public ServerCheck(CertificateTable table, TrustAnchors anchors, String device, Watcher watcher) {
        this.table = table;
        this.anchors = anchors;
        this.device = device;
        this.watcher = watcher;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        watcher.trusted(check(chain), socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    private CertificateEntry.Key check(X509Certificate[] chain) throws CertificateException {
        PresentedCertificate shown = PresentedCertificate.of(chain[0]);
        CertificateEntry.Key key = new CertificateEntry.Key(PeerSide.SERVER, shown.fingerprint());
        boolean vouched = anchors.vouchFor(chain);
        table.saw(PeerSide.SERVER, shown, device);
        boolean accepted = table.accepts(key);
        Message defect = CertificateDefects.ofAccepted(shown.certificate(), PeerSide.SERVER, table.now());
        if (defect != null) {
            throw new RefusedCertificateException(Message.of(
                    "certificate-refused",
                    "its certificate {fingerprint} is refused: {why}",
                    shown.fingerprint(),
                    defect));
        }
        Message time = CertificateDefects.time(shown.certificate(), table.now());
        if (time != null && !accepted) {
            watcher.waiting(key);
            throw new RefusedCertificateException(Message.of(
                    "certificate-over",
                    "its certificate has {why}; to accept it all the same: polymeter trust accept {fingerprint}",
                    time,
                    key.fingerprint()));
        }
        if (!vouched && !accepted) {
            watcher.waiting(key);
            throw new RefusedCertificateException(Message.of(
                    "certificate-not-accepted",
                    "its certificate is not accepted yet; to accept it: polymeter trust accept {fingerprint}",
                    key.fingerprint()));
        }
        return key;
    }
}
