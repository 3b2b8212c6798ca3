package io.polymeter.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Values published to an MQTT broker.
@Word("mqtt")
@Key(doc = "Values published to an MQTT broker.")
public record MqttSink(
        @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
        URI broker,

        @Key(doc = "User name.") @Nullable String username,

        @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "First part of every topic.", fallback = "polymeter")
        String prefix,

        @Key(doc = "Announce the values to a home automation.", absent = "none") @Nullable
        Discovery discovery)
        implements SinkSettings {

    /// Whose discovery messages are sent.
    public enum Discovery {
        HOMEASSISTANT
    }
}
