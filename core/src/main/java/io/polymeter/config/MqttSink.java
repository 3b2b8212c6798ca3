package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.YamlName;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Values published to an MQTT broker.
@YamlName("mqtt")
@Key(doc = "Values published to an MQTT broker.")
public record MqttSink(
        @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
        URI broker,

        @Key(doc = "User name.") @Nullable String username,

        @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "Certificates of an mqtts connection.", absent = "the system's certificate authorities") @Nullable
        TlsSettings tls,

        @Key(doc = "First part of every topic; no two outputs to a broker share it.", fallback = "polymeter")
        String prefix,

        @Key(doc = "How often each meter is published at most; nothing is published without news.", fallback = "1s")
        Duration every,

        @Key(doc = "Announce the values to a home automation.", absent = "none") @Nullable
        Discovery discovery,

        @Key(doc = "Where the home automation looks for announcements.", fallback = "homeassistant")
        String discoveryPrefix)
        implements SinkSettings {

    /// Whose discovery messages are sent.
    public enum Discovery {
        HOMEASSISTANT
    }
}
