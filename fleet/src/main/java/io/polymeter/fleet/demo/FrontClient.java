package io.polymeter.fleet.demo;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.topic.SaidTopic;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// A connection to a front, with a certificate.
final class FrontClient {

    private static final int PATIENCE = 60;
    private static final char[] PASSWORD = "client".toCharArray();

    private final Mqtt3AsyncClient client;

    private FrontClient(Mqtt3AsyncClient client) {
        this.client = client;
    }

    /// One that is not connected yet.
    ///
    /// @param name of the client, another one for each
    /// @param trusted the authority of the front
    static FrontClient of(int port, String name, Authority.Identity identity, X509Certificate trusted)
            throws IOException {
        try {
            return new FrontClient(Mqtt3Client.builder()
                    .identifier(name)
                    .transportConfig()
                    .serverHost("localhost")
                    .serverPort(port)
                    .socketConnectTimeout(PATIENCE, TimeUnit.SECONDS)
                    .mqttConnectTimeout(PATIENCE, TimeUnit.SECONDS)
                    .sslConfig(MqttClientSslConfig.builder()
                            .keyManagerFactory(keys(identity))
                            .trustManagerFactory(trust(trusted))
                            .handshakeTimeout(PATIENCE, TimeUnit.SECONDS)
                            .build())
                    .applyTransportConfig()
                    .buildAsync());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManagerFactory keys(Authority.Identity identity) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", identity.key(), PASSWORD, identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory;
    }

    private static TrustManagerFactory trust(X509Certificate trusted) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("fleet", trusted);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /// Connects.
    ///
    /// @return done when the front has let it in; fails where it has not
    CompletableFuture<?> connect() {
        return client.connectWith().keepAlive(300).send();
    }

    /// Whether a connection did not come about because nobody answered in time, which is no refusal.
    static boolean isUnanswered(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().contains("Timeout")
                    || String.valueOf(cause.getMessage()).startsWith("Timeout")) {
                return true;
            }
        }
        return false;
    }

    /// Whether it is connected.
    boolean isConnected() {
        return client.getState().isConnected();
    }

    /// Says something for a node.
    ///
    /// @param acknowledged whether it is done when Kafka has it, else when it is on its way
    CompletableFuture<?> say(SaidTopic topic, byte[] payload, boolean acknowledged) {
        return client.publishWith()
                .topic(topic.text())
                .qos(acknowledged ? MqttQos.AT_LEAST_ONCE : MqttQos.AT_MOST_ONCE)
                .payload(payload)
                .send();
    }

    /// Goes.
    void disconnect() {
        var _ = client.disconnect();
    }
}
