package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import io.polymeter.config.TlsSettings;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.TrustAnchors;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a TLS connection to a broker is checked.
final class BrokerTls {

    private BrokerTls() {}

    /// Without settings a broker must show a certificate for its name, signed by one of the certificate
    /// authorities this machine knows. With `trust` it must show one of those, or one signed by one of those, for
    /// whatever name.
    ///
    /// @throws IOException in words
    static MqttClientSslConfig config(@Nullable TlsSettings settings) throws IOException {
        MqttClientSslConfigBuilder config = MqttClientSslConfig.builder().protocols(List.of("TLSv1.3", "TLSv1.2"));
        if (settings != null && settings.trust() != null) {
            config = config.trustManagerFactory(new PinnedFactory(TrustAnchors.of(settings.trust())))
                    .hostnameVerifier((name, session) -> true);
        }
        if (settings != null && settings.certificate() != null && settings.key() != null) {
            Credentials own = Credentials.of(settings.certificate(), settings.key());
            config = config.keyManagerFactory(new OwnKeyFactory(own.managers(null)));
        }
        return config.build();
    }
}
