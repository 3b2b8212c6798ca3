package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON documents of a device, as its profile has them: answered over HTTP, or told to a broker.
@Key(doc = "The JSON documents of a device, as the output's `profile` has them.")
public record DocumentsSink(
        @Key(doc = "Where they are served over HTTP.", absent = "not at all", example = "http://0.0.0.0:8081") @Nullable
        HttpAddress serve,

        @Schemes({"mqtt", "mqtts"})
        @Key(doc = "The broker that they are told to over MQTT.", absent = "none", example = "mqtt://192.168.1.5:1883")
        @Nullable
        URI broker,

        @Key(doc = "User name at the broker.") @Nullable String username,

        @Key(doc = "Password at the broker.", example = "${MQTT_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "TLS credentials of an mqtts connection.", absent = "the system's trusted CAs") @Nullable
        TlsSettings tls,

        @Key(doc = "Shortest interval between two messages to the broker.", fallback = "1s")
        Duration every,

        @Key(doc = "What the device has of its own.", absent = "what is usual", example = "{ channel: \"1\" }")
        Map<String, String> variables)
        implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of(broker == null ? String.valueOf(serve) : Urls.bare(broker));
    }

    @Override
    public List<EndpointUse> endpoints() {
        return serve == null ? List.of() : List.of(FaceChecks.http(serve, "documents.serve"));
    }

    @Override
    public boolean isAsked() {
        return serve != null;
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
        if (!output.identity().isEmpty()) {
            problems.keyError(
                    path + ".identity", Message.of("no-meaning-documents", "has no meaning with 'documents'"));
        }
        String at = path + ".documents";
        if ((serve == null) == (broker == null)) {
            problems.keyError(
                    at,
                    Message.of(
                            "needs-one-serve-broker",
                            "needs one of 'serve' and 'broker', e.g. serve: http://0.0.0.0:8081"));
        }
        if (broker == null) {
            for (String key : List.of("username", "password", "tls", "every")) {
                if (problems.given(at + "." + key)) {
                    problems.keyError(at + "." + key, Message.of("requires-broker", "requires 'broker'"));
                }
            }
        } else {
            Urls.check(broker, at + ".broker", problems);
            ValueChecks.positive(every, at + ".every", problems);
        }
        new FaceChecks(path, output, problems)
                .whenStale(
                        EnumSet.of(WhenStale.EXCEPTION, WhenStale.SILENT, WhenStale.HOLD),
                        Message.of("documents-stale", "documents have no such form; use exception, silent or hold"));
    }
}
