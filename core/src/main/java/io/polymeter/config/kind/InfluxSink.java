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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values written over HTTP as InfluxDB line protocol.
@Key(doc = "Values written over HTTP as InfluxDB line protocol: InfluxDB, VictoriaMetrics, Telegraf.")
public record InfluxSink(
        @Schemes({"http", "https"})
        @Key(
                doc = "The server; `/write` or `/api/v2/write` is appended unless the path ends in `write`.",
                example = "http://192.168.1.6:8086")
        URI url,

        @Key(doc = "Database of InfluxDB 1 and VictoriaMetrics.", example = "home") @Nullable
        String database,

        @Key(doc = "Organisation of InfluxDB 2.", example = "home") @Nullable
        String org,

        @Key(doc = "Bucket of InfluxDB 2.", example = "energy") @Nullable
        String bucket,

        @Key(doc = "API token of InfluxDB 2.", example = "${INFLUX_TOKEN}") @Nullable
        Secret token,

        @Key(doc = "User name of InfluxDB 1.") @Nullable String username,

        @Key(doc = "Password of InfluxDB 1.", example = "${INFLUX_PASSWORD}") @Nullable
        Secret password,

        @Key(
                doc = "Certificates of an https connection. One that is not known is listed, to be accepted.",
                absent = "the system's certificate authorities")
        @Nullable
        TlsSettings tls,

        @Key(doc = "Name of the measurement.", fallback = "polymeter")
        String measurement,

        @Key(doc = "Shortest interval between points of a meter; only new values are written.", fallback = "10s")
        Duration every,

        @Key(doc = "Additional tags of every line.", example = "{ site: home }")
        Map<String, String> tags)
        implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of(Urls.bare(url));
    }

    @Override
    public boolean showsOne() {
        return false;
    }

    @Override
    public void check(String path, OutputSettings output, Settings settings, Problems problems) {
        String at = path + ".influx";
        ValueChecks.positive(every, at + ".every", problems);
        Urls.check(url, at + ".url", problems);
        if (measurement.isEmpty()) {
            problems.error(at + ".measurement", Message.of("must-not-empty", "must not be empty"));
        }
        if (problems.given(at + ".bucket") && problems.given(at + ".database")) {
            problems.keyError(
                    at + ".bucket",
                    Message.of(
                            "cannot-combined-database-influxdb",
                            "cannot be combined with 'database': InfluxDB 2 has buckets, InfluxDB 1 has databases"));
        }
        if (problems.given(at + ".org") && !problems.given(at + ".bucket")) {
            problems.keyError(at + ".org", Message.of("requires-bucket", "requires 'bucket'"));
        }
        if (problems.given(at + ".token") && problems.given(at + ".username")) {
            problems.keyError(
                    at + ".token", Message.of("cannot-combined-username", "cannot be combined with 'username'"));
        }
        if (problems.given(at + ".password") != problems.given(at + ".username")) {
            problems.keyError(
                    at, Message.of("username-password-require-each", "'username' and 'password' require each other"));
        }
        tags.forEach((name, value) -> {
            if (name.isEmpty() || value.isEmpty() || name.equals("meter")) {
                problems.error(
                        at + ".tags." + name,
                        Message.of("tag-needs-value-name", "a tag needs a value and a name other than 'meter'"));
            }
        });
    }
}
