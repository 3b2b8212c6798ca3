package io.polymeter.config;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Topics of an MQTT broker.
@Word("mqtt")
@Key(doc = "Topics of an MQTT broker.")
public record MqttSource(
        @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
        URI broker,

        @Key(doc = "User name.") @Nullable String username,

        @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Range(min = 1, max = 1000) @Key(doc = "The topic of each point.")
        Map<String, Topic> points)
        implements SourceSettings {

    /// One topic; its name alone may stand for it.
    @Shorthand("topic")
    public record Topic(
            @Key(doc = "The topic.", example = "tele/meter/SENSOR")
            String topic,

            @Key(
                    doc = "Path of the value in a JSON message.",
                    absent = "the message is the number",
                    example = "ENERGY.Power")
            @Nullable
            String json,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to turn the sign.", fallback = "1")
            double scale) {}
}
