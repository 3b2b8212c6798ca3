package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.YamlName;
import io.polymeter.message.Message;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Shelly energy meter.
@Key(doc = "A Shelly energy meter, as batteries and home automation systems look for one.")
public record ShellySink(
        @Key(doc = "Which one: `pro-3em` (second generation), or `3em` (first generation).", fallback = "pro-3em")
        Model model,

        @Key(
                doc = "Where HTTP and WebSocket are served. Many consumers ask on port 80 only.",
                absent = "not at all",
                example = "http://0.0.0.0:80")
        @Nullable
        HttpAddress serve,

        @Key(
                doc = "Ports where requests are answered over UDP, at the address of `serve`: 1010 and 2220 for"
                        + " Marstek.",
                absent = "none",
                example = "[1010, 2220]")
        List<Integer> udp,

        @Key(doc = "Whether it is announced on the network (mDNS), so that consumers find it.", fallback = "true")
        boolean announce,

        @Key(doc = "A broker that it tells its values, e.g. that of ioBroker's Shelly adapter.") @Nullable
        Mqtt mqtt,

        @Key(
                doc = "How to derive phase powers if the meter gives only the total; as for `victron`.",
                fallback = "share")
        PhaseRule phases)
        implements SinkSettings {

    /// Which device.
    public enum Model {
        PRO_3EM,
        @YamlName("3em")
        GENERATION_1_3EM
    }

    /// A broker.
    public record Mqtt(
            @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
            URI broker,

            @Key(doc = "User name.") @Nullable String username,

            @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
            Secret password,

            @Key(doc = "TLS credentials of an mqtts connection.", absent = "the system's trusted CAs") @Nullable
            TlsSettings tls,

            @Key(doc = "Shortest interval between two messages.", fallback = "1s")
            Duration every) {}

    @Override
    public List<String> places() {
        List<String> places = new ArrayList<>();
        if (serve != null) {
            places.add(serve.toString());
        }
        udp.forEach(port -> places.add("udp://" + new HostPort(host(), port)));
        if (mqtt != null) {
            places.add(Urls.bare(mqtt.broker()));
        }
        return places;
    }

    /// Where datagrams are received.
    public String host() {
        return serve == null ? "0.0.0.0" : serve.host();
    }

    @Override
    public List<EndpointUse> endpoints() {
        List<EndpointUse> uses = new ArrayList<>();
        if (serve != null) {
            uses.add(FaceChecks.http(serve, "shelly.serve"));
        }
        for (int i = 0; i < udp.size(); i++) {
            uses.add(FaceChecks.udp(new HostPort(host(), udp.get(i)), "shelly.udp[" + i + "]"));
        }
        return uses;
    }

    @Override
    public boolean isAnnounced() {
        return announce && serve != null;
    }

    @Override
    public boolean isAsked() {
        return serve != null || !udp.isEmpty();
    }

    @Override
    public boolean showsAidedPower() {
        return true;
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        String at = path + ".shelly";
        new FaceChecks(path, output, problems)
                .identity("shelly", List.of("mac", "serial", "name", "version"))
                .mac()
                .whenStale(EnumSet.allOf(WhenStale.class), Message.verbatim(""));
        if (serve == null && udp.isEmpty() && mqtt == null) {
            problems.keyError(
                    at,
                    Message.of("needs-serve-udp-or", "needs 'serve', 'udp' or 'mqtt', e.g. serve: http://0.0.0.0:80"));
        }
        for (int i = 0; i < udp.size(); i++) {
            if (udp.get(i) < 1 || udp.get(i) > 65535) {
                problems.error(
                        ValueChecks.element(problems, at + ".udp", i),
                        Message.of("port-1-65535", "a port is 1 to 65535"));
            }
        }
        if (serve == null && problems.given(at + ".announce") && announce) {
            problems.keyError(at + ".announce", Message.of("requires-serve", "requires 'serve'"));
        }
        if (mqtt != null) {
            Urls.check(mqtt.broker(), at + ".mqtt.broker", problems);
            ValueChecks.positive(mqtt.every(), at + ".mqtt.every", problems);
        }
        if (model != Model.PRO_3EM) {
            for (String key : List.of("udp", "mqtt")) {
                if (problems.given(at + "." + key)) {
                    problems.keyError(
                            at + "." + key, Message.of("only-applies-model-pro", "only applies to 'model: pro-3em'"));
                }
            }
        }
    }
}
