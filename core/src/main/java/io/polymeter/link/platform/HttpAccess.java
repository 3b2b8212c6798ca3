package io.polymeter.link.platform;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.HostCheck;
import io.polymeter.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// How a server is reached over HTTP: who we are there, and whose certificate counts.
///
/// @param username null: nobody
/// @param state the state directory, which holds the certificate table
public record HttpAccess(
        URI server,
        @Nullable String username,
        @Nullable Secret password,
        @Nullable TlsSettings tls,
        Path state) {

    /// Tells what is wrong with it.
    ///
    /// @param path of the settings it was made from
    public HttpAccess check(String path, Problems problems) {
        if (tls == null) {
            return this;
        }
        String at = path + ".tls";
        if (!isSecured()) {
            problems.keyError(at, Message.of("for-https-address-alone", "is for an https:// address alone"));
        } else if ((tls.certificate() == null) != (tls.key() == null)) {
            problems.keyError(at, Message.of("certificate-key-go-together", "'certificate' and 'key' go together"));
        } else {
            try {
                TrustAnchors.of(tls.trust());
                keys();
            } catch (IOException e) {
                problems.error(at, Message.of(e));
            }
        }
        return this;
    }

    boolean isSecured() {
        return "https".equals(String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT));
    }

    /// What a TLS connection is checked with.
    ///
    /// @throws IOException in words
    SSLContext context(InstantSource wall) throws IOException {
        String shown =
                server.getScheme() + "://" + server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager check = new HostCheck(state, wall, tls == null ? null : tls.trust(), shown);
            context.init(keys(), new TrustManager[] {check}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keys() throws IOException {
        return tls == null || tls.certificate() == null || tls.key() == null
                ? null
                : Credentials.of(tls.certificate(), tls.key()).managers(null).toArray(KeyManager[]::new);
    }
}
