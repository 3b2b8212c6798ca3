package io.polymeter.enrol;

import io.polymeter.trust.ServerTrust;
import io.polymeter.trust.TrustAnchors;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// Trusts a server whose certificate the authority that a code names has signed for servers. The authority vouches for
/// it by name of the code alone, so the address may be any.
final class NamedAuthority extends ServerTrust {

    /// `id-kp-serverAuth` (RFC 5280, 4.2.1.12): a gateway's certificate does not have it.
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";

    private final EnrolmentCode code;

    NamedAuthority(EnrolmentCode code) {
        this.code = code;
    }

    private void check(X509Certificate... chain) throws CertificateException {
        X509Certificate root = chain[chain.length - 1];
        if (!code.names(root)) {
            throw new CertificateException("the server's authority is not the one of the code");
        }
        if (!TrustAnchors.of(root).vouchFor(chain)
                || chain[0].getExtendedKeyUsage() == null
                || !chain[0].getExtendedKeyUsage().contains(SERVER)) {
            throw new CertificateException("the server's certificate is not one of its authority's for servers");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }
}
