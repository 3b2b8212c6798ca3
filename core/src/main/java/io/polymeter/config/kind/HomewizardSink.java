package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import java.util.EnumSet;
import java.util.List;

/// A HomeWizard P1 meter (version 1 of its local interface).
@Key(doc = "A HomeWizard P1 meter (version 1 of its local interface).")
public record HomewizardSink(
        @Key(
                doc = "Where it is served. Consumers ask on port 80 only.",
                fallback = "http://0.0.0.0:80",
                example = "http://192.168.1.10:80")
        HttpAddress serve,

        @Key(doc = "Whether it is announced on the network (mDNS), so that consumers find it.", fallback = "true")
        boolean announce)
        implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of(serve.toString());
    }

    @Override
    public List<EndpointUse> endpoints() {
        return List.of(FaceChecks.http(serve, "homewizard.serve"));
    }

    @Override
    public boolean isAnnounced() {
        return announce;
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        new FaceChecks(path, output, problems)
                .identity("homewizard", List.of("mac", "serial", "name", "version"))
                .mac()
                .whenStale(EnumSet.allOf(WhenStale.class), "");
    }
}
