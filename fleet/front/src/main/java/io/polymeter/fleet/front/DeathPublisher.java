package io.polymeter.fleet.front;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import io.polymeter.fleet.front.Connections.Connection;
import io.polymeter.fleet.topic.UpWriter;
import io.polymeter.fleet.topic.UplinkMessage;

/// Says in Kafka that a connection has ended. Last wills do not pass by interceptors, so each is kept from the
/// CONNECT; one that the gateway has sent itself is said twice, which changes nothing.
final class DeathPublisher implements ClientLifecycleEventListener {

    private final UpWriter writer;
    private final Connections connections;

    DeathPublisher(UpWriter writer, Connections connections) {
        this.writer = writer;
        this.connections = connections;
    }

    @Override
    public void onMqttConnectionStart(ConnectionStartInput input) {
        // It is nobody yet.
    }

    @Override
    public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
        // Admission has noted it.
    }

    @Override
    public void onDisconnect(DisconnectEventInput input) {
        Connection ended = connections.closed(input.getClientInformation().getClientId());
        if (ended != null && ended.will().length > 0) {
            var _ = writer.write(
                    ended.node(),
                    new UplinkMessage(UplinkMessage.Kind.NDEATH, "", System.currentTimeMillis(), ended.will()));
        }
    }
}
