package io.polymeter.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Decides about the certificate of a device that we connect to: as the table says, or a configured CA. Its name is not
/// compared, as meters are addressed by number and name themselves as they like.
public final class ServerCheck extends X509ExtendedTrustManager {

    private final CertificateTable table;
    private final Anchors anchors;
    private final String device;
    private final BiConsumer<Listed.Key, Socket> connected;

    /// @param device whom we connect to, for people
    /// @param connected gets the connections to those that are trusted
    public ServerCheck(
            CertificateTable table, Anchors anchors, String device, BiConsumer<Listed.Key, Socket> connected) {
        this.table = table;
        this.anchors = anchors;
        this.device = device;
        this.connected = connected;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        connected.accept(check(chain), socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    private Listed.Key check(X509Certificate[] chain) throws CertificateException {
        Shown shown = Shown.of(chain[0]);
        Listed.Key key = new Listed.Key(Side.SERVER, shown.fingerprint());
        boolean vouched = anchors.vouchFor(chain);
        table.saw(Side.SERVER, shown, device, vouched);
        String defect = Defects.of(shown.certificate(), Side.SERVER, table.now());
        if (defect != null) {
            throw new CertificateException("its certificate " + shown.fingerprint() + " is refused: " + defect);
        }
        if (!vouched && !table.accepts(key)) {
            throw new NotAcceptedException(key);
        }
        return key;
    }

    /// A device's certificate waits for a person.
    public static final class NotAcceptedException extends CertificateException {

        private static final long serialVersionUID = 1;

        private final transient Listed.Key key;

        NotAcceptedException(Listed.Key key) {
            super("its certificate is not accepted yet; to accept it: polymeter trust accept " + key.fingerprint());
            this.key = key;
        }

        /// Which.
        public Listed.Key key() {
            return key;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
