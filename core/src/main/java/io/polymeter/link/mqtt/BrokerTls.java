package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import io.polymeter.config.TlsSettings;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.HostCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// How a TLS connection to a broker is checked.
final class BrokerTls {

    private BrokerTls() {}

    /// Without settings a broker must show a certificate for its name, signed by one of the certificate
    /// authorities this machine knows, or one that a person has accepted. With `trust` it must show one of those,
    /// or one signed by one of those, for whatever name, or one that a person has accepted.
    ///
    /// @throws IOException in words
    static MqttClientSslConfig config(Broker broker) throws IOException {
        TlsSettings settings = broker.tls();
        MqttClientSslConfigBuilder config = MqttClientSslConfig.builder().protocols(List.of("TLSv1.3", "TLSv1.2"));
        Path state = broker.state();
        if (state != null) {
            Path trust = settings == null ? null : settings.trust();
            HostCheck check = new HostCheck(state, InstantSource.system(), trust, broker.shown());
            config = config.trustManagerFactory(new CheckFactory(check));
        }
        if (settings != null && settings.trust() != null) {
            // Whoever is trusted by name of a file may call itself what it likes.
            config = config.hostnameVerifier((name, session) -> true);
        }
        if (settings != null && settings.certificate() != null && settings.key() != null) {
            Credentials own = Credentials.of(settings.certificate(), settings.key());
            config = config.keyManagerFactory(new OwnKeyFactory(own.managers(null)));
        }
        return config.build();
    }
}
