package io.polymeter.app.notify;

import io.polymeter.link.Clock;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Publishes events to a topic, over a connection for each: they are rare.
record MqttChannel(Clock clock, Broker broker, String topic) implements NotificationChannel {

    @Override
    public String name() {
        return "mqtt";
    }

    @Override
    public void send(Event event) throws IOException, InterruptedException {
        byte[] payload = event.json().getBytes(StandardCharsets.UTF_8);
        BrokerSession.tell(clock, broker, new BrokerSession.Message(topic, payload, 1, false));
    }
}
