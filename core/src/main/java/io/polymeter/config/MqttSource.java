package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Topics of an MQTT broker.
@Key(doc = "Topics of an MQTT broker.")
public record MqttSource(
        @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
        URI broker,

        @Key(doc = "User name.") @Nullable String username,

        @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "TLS credentials of an mqtts connection.", absent = "the system's trusted CAs") @Nullable
        TlsSettings tls,

        @Key(doc = "Availability topic of the publisher, e.g. its last will.") @Nullable
        Availability availability,

        @ValueRange(min = 1, max = 1000) @Key(doc = "Topic per point.")
        Map<String, Topic> points)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return List.of(Urls.bare(broker));
    }

    @Override
    public String connection() {
        return "MQTT " + Urls.host(broker);
    }

    @Override
    public Set<String> namedPoints() {
        return points.keySet();
    }

    /// The publisher's presence; its topic alone may stand for it.
    @Shorthand("topic")
    public record Availability(
            @Key(doc = "The topic.", example = "tele/meter/LWT")
            String topic,

            @Key(doc = "Payload that means available; any other payload invalidates all values.", fallback = "online")
            String online) {}

    /// One topic; its name alone may stand for it.
    @Shorthand("topic")
    public record Topic(
            @Key(doc = "The topic.", example = "tele/meter/SENSOR")
            String topic,

            @Key(
                    doc = "Path of the value in a JSON payload.",
                    absent = "the payload is the number",
                    example = "ENERGY.Power")
            @Nullable
            String json,

            @Key(
                    doc = "Path of the time of measurement in the same payload: ISO 8601 with a zone, or seconds or"
                            + " milliseconds since 1970. Without it, retained messages are ignored.",
                    absent = "time of reception",
                    example = "ENERGY.Time")
            @Nullable
            String time,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to invert the sign.", fallback = "1")
            double scale) {}
}
