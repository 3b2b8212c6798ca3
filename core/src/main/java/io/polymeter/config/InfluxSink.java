package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.YamlName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values written over HTTP as InfluxDB line protocol.
@YamlName("influx")
@Key(doc = "Values written over HTTP as InfluxDB line protocol: InfluxDB, VictoriaMetrics, Telegraf.")
public record InfluxSink(
        @Schemes({"http", "https"})
        @Key(
                doc = "The server; `/write` or `/api/v2/write` is added where the path does not end in `write`.",
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

        @Key(doc = "Name of the measurement.", fallback = "polymeter")
        String measurement,

        @Key(doc = "How often each meter is written at most; nothing is written without news.", fallback = "10s")
        Duration every,

        @Key(doc = "Tags of every line, beside `meter`.", example = "{ site: home }")
        Map<String, String> tags)
        implements SinkSettings {}
