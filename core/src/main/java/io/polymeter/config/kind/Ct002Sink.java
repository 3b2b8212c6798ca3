package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.net.UdpAddress;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.EnumSet;
import java.util.List;

/// A Marstek CT002 or CT003.
@Key(doc = "A Marstek CT002 or CT003 current transformer, as Marstek's batteries ask one over UDP.")
public record Ct002Sink(
        @Key(doc = "Which one: the type that is chosen in the app.", fallback = "ct002")
        Model model,

        @Key(doc = "Where requests are received.", fallback = "udp://0.0.0.0:12345")
        UdpAddress serve,

        @Key(
                doc = "How to derive phase powers if the meter gives only the total; as for `victron`.",
                fallback = "share")
        PhaseRule phases)
        implements SinkSettings {

    /// Which device.
    public enum Model {
        CT002,
        CT003
    }

    @Override
    public List<String> places() {
        return List.of(serve.toString());
    }

    @Override
    public List<EndpointUse> endpoints() {
        return List.of(FaceChecks.udp(serve.hostPort(), "ct002.serve"));
    }

    @Override
    public boolean isAsked() {
        return true;
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        new FaceChecks(path, output, problems)
                .identity("ct002", List.of("mac", "serial"))
                .mac()
                .phases(phases, "ct002")
                .whenStale(
                        EnumSet.of(WhenStale.SILENT, WhenStale.HOLD),
                        Message.of("marstek-silence", "a Marstek battery understands silence alone: silent or hold"));
    }
}
