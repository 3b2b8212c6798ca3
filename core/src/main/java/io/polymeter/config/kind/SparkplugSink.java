package io.polymeter.config.kind;

import io.polymeter.config.ByteSize;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.ValueRange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Meters as the devices of a Sparkplug B edge node.
@Key(doc = "Meters as the devices of a Sparkplug B 3.0 edge node, for a host that knows many sites.")
public record SparkplugSink(
        @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtts://fleet.example:8883")
        URI broker,

        @Key(doc = "Group of edge nodes: the second part of every topic.", example = "north")
        String group,

        @Key(doc = "Name of this edge node, the only one of its name in the group.", example = "site-0815")
        String node,

        @Key(
                doc = "Host application without which nothing is sent; what is measured meanwhile is sent later.",
                absent = "every host that listens",
                example = "fleet")
        @Nullable
        String primaryHost,

        @Key(doc = "Certificates of an mqtts connection.", absent = "the system's certificate authorities") @Nullable
        TlsSettings tls,

        @Schemes("https")
        @Key(
                doc = "Where the fleet renews the certificate when two thirds of its time are over; key and"
                        + " certificate are one file then. Written by `polymeter enrol`.",
                absent = "the certificate is replaced by hand",
                example = "https://fleet.example:8444")
        @Nullable
        URI renew,

        @Key(doc = "User name.") @Nullable String username,

        @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "How often each meter is sent at most.", fallback = "10s")
        Duration every,

        @Key(doc = "What is kept on disk to be sent later.") Replay replay,

        @Key(
                doc = "What a host may change: `none`, or a list of `limit` (the power limit of an inverter) and"
                        + " `configuration` (over an mqtts connection with a certificate of ours alone).",
                absent = "none",
                example = "[limit]")
        List<Command> commands)
        implements SinkSettings {

    /// What is kept on disk to be sent later.
    public record Replay(
            @ValueRange(min = 0, max = 3650) @Key(doc = "How many days; 0: nothing is kept.", fallback = "7")
            int days,

            @Key(doc = "How much of the disk at most.", fallback = "64MB")
            ByteSize size) {}

    /// What a host may change.
    public enum Command {
        NONE,
        LIMIT,
        CONFIGURATION
    }

    /// True where a host may change this.
    public boolean allows(Command command) {
        return commands.contains(command);
    }

    @Override
    public List<String> places() {
        return List.of(Urls.bare(broker));
    }

    @Override
    public boolean showsOne() {
        return false;
    }

    @Override
    public boolean writesToMeter() {
        return allows(Command.LIMIT);
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        new SparkplugChecks(this, path + ".sparkplug", problems).check();
    }
}
