package io.polymeter.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who decides about servers lets no client in, whichever way it is asked.
class ServerTrustTest {

    private static final X509Certificate[] CHAIN = new X509Certificate[0];

    private static final class Any extends ServerTrust {
        private final List<String> asked = new ArrayList<>();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {
            asked.add("socket");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {
            asked.add("engine");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            asked.add("chain");
        }
    }

    @Test
    void noClientIsTrusted() throws GeneralSecurityException {
        Any any = new Any();
        assertThatThrownBy(() -> any.checkClientTrusted(CHAIN, "RSA", new Socket()))
                .isInstanceOf(CertificateException.class);
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        assertThatThrownBy(() -> any.checkClientTrusted(CHAIN, "RSA", engine)).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> any.checkClientTrusted(CHAIN, "RSA")).isInstanceOf(CertificateException.class);
        assertThat(any.getAcceptedIssuers()).isEmpty();
        assertThat(any.asked).isEmpty();
    }
}
