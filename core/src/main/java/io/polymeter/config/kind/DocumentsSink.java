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
import java.util.Map;

/// The JSON documents of a device, as its profile has them.
@Key(doc = "The JSON documents of a device, as the output's `profile` has them.")
public record DocumentsSink(
        @Key(doc = "Where they are served.", example = "http://0.0.0.0:8081")
        HttpAddress serve,

        @Key(doc = "What the device has of its own.", absent = "what is usual", example = "{ channel: \"1\" }")
        Map<String, String> variables)
        implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of(serve.toString());
    }

    @Override
    public List<EndpointUse> endpoints() {
        return List.of(FaceChecks.http(serve, "documents.serve"));
    }

    @Override
    public boolean showsOne() {
        return true;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        if (!output.identity().isEmpty()) {
            problems.keyError(path + ".identity", "has no meaning with 'documents'");
        }
        new FaceChecks(path, output, problems)
                .whenStale(
                        EnumSet.of(WhenStale.EXCEPTION, WhenStale.SILENT, WhenStale.HOLD),
                        "documents have no such form; use exception, silent or hold");
    }
}
