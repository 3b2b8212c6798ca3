package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedListener;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.kind.MqttSink;
import io.polymeter.config.kind.MqttSource;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A broker and who we are there. MQTT 3.1.1, which every broker speaks.
///
/// @param state the state directory, which holds the certificate table; null: only authorities count
/// @param identifier our name there; null: another one at each connection
public record Broker(
        URI uri,
        @Nullable String username,
        @Nullable Secret password,
        @Nullable TlsSettings tls,
        @Nullable Path state,
        @Nullable String identifier) {

    /// A broker where we have another name at each connection.
    public Broker(
            URI uri,
            @Nullable String username,
            @Nullable Secret password,
            @Nullable TlsSettings tls,
            @Nullable Path state) {
        this(uri, username, password, tls, state, null);
    }

    /// The same where we have this name at every connection.
    public Broker named(String name) {
        return new Broker(uri, username, password, tls, state, name);
    }

    /// How long a connection may take to come about; so long there is silence before we ask whether it lives.
    static final int PATIENCE_SECONDS = 5;

    private static final int KEEP_ALIVE_SECONDS = 10;

    static Broker of(MqttSource source, Path state) {
        return new Broker(source.broker(), source.username(), source.password(), source.tls(), state);
    }

    static Broker of(MqttSink sink, Path state) {
        return new Broker(sink.broker(), sink.username(), sink.password(), sink.tls(), state);
    }

    boolean secured() {
        return "mqtts".equals(uri.getScheme().toLowerCase(Locale.ROOT));
    }

    /// Tells what is wrong with it.
    ///
    /// @param path of the settings it was made from
    public void check(String path, Problems problems) {
        if (uri.getHost() == null) {
            problems.error(
                    path + ".broker", Message.of("no-host-e-g-mqtt", "has no host, e.g. mqtt://192.168.1.5:1883"));
        }
        if (tls == null) {
            return;
        }
        String at = path + ".tls";
        if (!secured()) {
            problems.keyError(at, Message.of("only-applies-mqtts-brokers", "only applies to mqtts:// brokers"));
            return;
        }
        if ((tls.certificate() == null) != (tls.key() == null)) {
            problems.keyError(
                    at, Message.of("certificate-key-require-each", "'certificate' and 'key' require each other"));
        }
        try {
            BrokerTls.config(this);
        } catch (IOException e) {
            problems.error(at, Message.of(e));
        }
    }

    /// Where it is, without the port.
    public String host() {
        return uri.getHost();
    }

    private int port() {
        return uri.getPort() >= 0 ? uri.getPort() : secured() ? 8883 : 1883;
    }

    /// The address for people.
    public String shown() {
        return uri.getScheme() + "://" + uri.getHost() + ":" + port();
    }

    /// A client that is not connected yet, with a name of its own: a broker ends the connection of a namesake.
    Mqtt3AsyncClient client(MqttClientDisconnectedListener end) throws IOException {
        // Else the network library uses memory in a way that Java warns of on the standard error stream.
        System.setProperty("io.netty.noUnsafe", "true");
        String id = identifier != null
                ? identifier
                : "polymeter-" + UUID.randomUUID().toString().substring(0, 8);
        MqttClientSslConfig ssl = secured() ? BrokerTls.config(this) : null;
        Mqtt3ClientBuilder client = MqttClient.builder()
                .useMqttVersion3()
                .identifier(id)
                .executorConfig()
                .nettyThreads(1)
                .applyExecutorConfig()
                .transportConfig()
                .serverHost(uri.getHost())
                .serverPort(port())
                .socketConnectTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .sslConfig(ssl)
                .applyTransportConfig()
                .addDisconnectedListener(end);
        if (username != null) {
            byte[] secret = password == null ? new byte[0] : password.reveal().getBytes(StandardCharsets.UTF_8);
            client = client.simpleAuth().username(username).password(secret).applySimpleAuth();
        }
        return client.buildAsync();
    }

    static int keepAlive() {
        return KEEP_ALIVE_SECONDS;
    }
}
