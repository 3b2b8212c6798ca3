package io.polymeter.trust;

import io.polymeter.message.Message;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Decides about the certificate of a server that we connect to by its name: one for that name from an authority this
/// machine knows, one that the setting `trust` vouches for, or one that a person has accepted. Any other is listed, so
/// that it can be.
public final class HostCheck extends ServerTrust {

    private final CertificateTable table;
    private final TrustAnchors anchors;
    private final String server;
    private final @Nullable X509ExtendedTrustManager authorities;

    /// @param state the state directory, which holds the certificate table
    /// @param trust the setting; with one the authorities that this machine knows do not count. Null: none
    /// @param server whom we connect to, for people
    /// @throws IOException in words
    public HostCheck(Path state, InstantSource wall, @Nullable Path trust, String server) throws IOException {
        this.table = new CertificateTable(new TrustFile(state), wall);
        this.anchors = TrustAnchors.of(trust);
        this.server = server;
        this.authorities = trust == null ? known() : null;
    }

    private static X509ExtendedTrustManager known() throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager usable) {
                    return usable;
                }
            }
            throw new IOException("this Java runtime knows no certificate authorities");
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate authorities of this Java runtime cannot be used", e);
        }
    }

    /// How the authorities are asked.
    private interface Asked {
        void by(X509ExtendedTrustManager authorities) throws CertificateException;
    }

    private void check(X509Certificate[] chain, Asked asked) throws CertificateException {
        if (authorities != null) {
            try {
                asked.by(authorities);
                return;
            } catch (CertificateException _) {
                // It may have been accepted.
            }
        }
        PresentedCertificate shown = PresentedCertificate.of(chain[0]);
        Message late = CertificateDefects.time(shown.certificate(), table.now());
        if (late == null && anchors.vouchFor(chain)) {
            return;
        }
        // What would be refused even if somebody accepted it.
        Message standing = CertificateDefects.ofAccepted(shown.certificate(), PeerSide.SERVER, table.now());
        CertificateEntry.Key key = new CertificateEntry.Key(PeerSide.SERVER, shown.fingerprint());
        try {
            table.sync();
            if (table.accepts(key) && standing == null) {
                return;
            }
            table.saw(PeerSide.SERVER, shown, server);
            table.flush();
        } catch (IOException e) {
            throw new RefusedCertificateException(
                    Message.of("table-not-used", "the certificate table cannot be used: {why}", Message.of(e)));
        }
        if (standing != null) {
            throw new RefusedCertificateException(Message.of(
                    "certificate-unusable",
                    "the certificate is refused, also where it is accepted: {why}; renew it, or correct the clock",
                    standing));
        }
        Message why = late != null
                ? Message.of("certificate-late", "the certificate is {late}", late)
                : chain[0].getIssuerX500Principal().equals(chain[0].getSubjectX500Principal())
                        ? Message.of("certificate-self-signed", "the certificate is self-signed")
                        : Message.of(
                                "certificate-other",
                                "the certificate is for another name, or from an authority that is not known here");
        throw new RefusedCertificateException(Message.of(
                "certificate-accept",
                "{why}: accept it on the page, or with polymeter trust accept {fingerprint}",
                why,
                key.fingerprint()));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, known -> known.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, known -> known.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, known -> known.checkServerTrusted(chain, type));
    }
}
