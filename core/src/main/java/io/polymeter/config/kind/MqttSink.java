package io.polymeter.config.kind;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values published to an MQTT broker.
@Key(doc = "Values published to an MQTT broker.")
public record MqttSink(
        @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
        URI broker,

        @Key(doc = "User name.") @Nullable String username,

        @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "TLS credentials of an mqtts connection.", absent = "the system's trusted CAs") @Nullable
        TlsSettings tls,

        @Key(doc = "Topic prefix; unique per broker.", fallback = "polymeter")
        String prefix,

        @Key(doc = "Shortest interval between messages of a meter; only new values are published.", fallback = "1s")
        Duration every,

        @Key(doc = "Announce the values to a home automation system.", absent = "none") @Nullable
        Discovery discovery,

        @Key(
                doc = "How values are announced: one message for each device, one for each value as older versions and"
                        + " other programs want it, or both.",
                fallback = "device")
        DiscoveryForm discoveryForm,

        @Key(doc = "Where the home automation looks for announcements.", fallback = "homeassistant")
        String discoveryPrefix)
        implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of(Urls.bare(broker));
    }

    @Override
    public boolean showsOne() {
        return false;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        String at = path + ".mqtt";
        Urls.check(broker, at + ".broker", problems);
        prefix(at + ".prefix", prefix, problems);
        prefix(at + ".discovery-prefix", discoveryPrefix, problems);
        ValueChecks.positive(every, at + ".every", problems);
        if (discovery == null && problems.given(at + ".discovery-prefix")) {
            problems.keyError(at + ".discovery-prefix", Message.of("requires-discovery", "requires 'discovery'"));
        }
        if (discovery == null && problems.given(at + ".discovery-form")) {
            problems.keyError(
                    at + ".discovery-form",
                    Message.of("no-meaning-without-discovery", "has no meaning without 'discovery'"));
        }
    }

    private static void prefix(String at, String prefix, Problems problems) {
        if (prefix.isEmpty() || prefix.contains("#") || prefix.contains("+")) {
            problems.error(at, Message.of("must-not-empty-or", "must not be empty or contain '#' or '+'"));
        } else if (prefix.startsWith("$") || prefix.startsWith("/") || prefix.endsWith("/")) {
            problems.error(at, Message.of("must-not-start-or", "must not start with '$' or '/' or end with '/'"));
        }
    }

    /// How values are announced.
    public enum DiscoveryForm {
        DEVICE,
        ENTITIES,
        BOTH;

        /// True where there is one message for a device.
        public boolean hasDevice() {
            return this != ENTITIES;
        }

        /// True where there is one message for each value.
        public boolean hasEntities() {
            return this != DEVICE;
        }
    }

    /// Whose discovery messages are sent.
    public enum Discovery {
        HOMEASSISTANT
    }
}
