package io.polymeter.config.kind;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

        @Key(doc = "A message that is sent at an interval, so that the publisher goes on.") @Nullable
        KeepAlive keepAlive,

        @Key(
                doc = "Path of a field that is true while a JSON message holds: else all of it is absent.",
                example = "is_valid")
        @Nullable
        String valid,

        @Key(
                doc = "What the device has of its own, such as its prefix, where its profile asks for it.",
                absent = "nothing",
                example = "{ prefix: shellypro3em-aabbccddeeff }")
        Map<String, String> variables,

        @ValueRange(min = 1, max = 1000) @Key(doc = "The topic of each point.", absent = "the profile's")
        Map<String, Topic> points)
        implements DocumentSource {

    @Override
    public List<String> places() {
        return List.of(Urls.bare(broker));
    }

    @Override
    public String connection() {
        return "MQTT " + Urls.host(broker);
    }

    /// The publisher's presence; its topic alone may stand for it.
    @Shorthand("topic")
    public record Availability(
            @Key(doc = "The topic.", example = "tele/meter/LWT")
            String topic,

            @Key(doc = "Payload that means available; any other payload invalidates all values.", fallback = "online")
            String online) {}

    /// A message that a publisher wants to hear, e.g. that of a Victron GX.
    @Shorthand("topic")
    public record KeepAlive(
            @Key(doc = "The topic.", example = "R/c0619ab12345/keepalive")
            String topic,

            @Key(doc = "The message.", absent = "an empty one", fallback = "")
            String payload,

            @Key(doc = "How often it is sent.", fallback = "30s")
            Duration every) {}

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        DocumentChecks documents = new DocumentChecks(path + ".mqtt", meter, problems);
        documents.points();
        documents.onlyWithProfile("variables");
        documents.onlyWithoutProfile("valid");
        Urls.check(broker, path + ".mqtt.broker", problems);
        if (keepAlive != null) {
            ValueChecks.positive(keepAlive.every(), path + ".mqtt.keep-alive.every", problems);
        }
    }

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
                    doc = "Path, in the same message, of when it was measured: ISO 8601 (without a zone: the"
                            + " site's), or seconds or milliseconds since 1970. Without it a message the broker"
                            + " had kept is too old.",
                    absent = "when it is received",
                    example = "ENERGY.Time")
            @Nullable
            String time,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to turn the sign.", fallback = "1")
            double scale,

            @Key(
                    doc = "Path of a field, in the same message, that is true while this value holds: else it is"
                            + " absent.",
                    example = "is_valid")
            @Nullable
            String valid) {}
}
