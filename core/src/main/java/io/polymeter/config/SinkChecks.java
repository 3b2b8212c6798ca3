package io.polymeter.config;

import io.polymeter.config.yaml.Problems;

/// Checks the sinks that tell values to others.
final class SinkChecks {

    private SinkChecks() {}

    static void mqtt(String at, MqttSink sink, Problems problems) {
        prefix(at + ".prefix", sink.prefix(), problems);
        prefix(at + ".discovery-prefix", sink.discoveryPrefix(), problems);
        SettingsChecks.positive(sink.every(), at + ".every", problems);
        if (sink.discovery() == null && problems.given(at + ".discovery-prefix")) {
            problems.keyError(at + ".discovery-prefix", "has no meaning without 'discovery'");
        }
    }

    private static void prefix(String at, String prefix, Problems problems) {
        if (prefix.isEmpty() || prefix.contains("#") || prefix.contains("+")) {
            problems.error(at, "a prefix is not empty and has neither '#' nor '+'");
        } else if (prefix.startsWith("$") || prefix.startsWith("/") || prefix.endsWith("/")) {
            problems.error(at, "a prefix does not begin with '$' or '/' and does not end with '/'");
        }
    }

    static void influx(String at, InfluxSink sink, Problems problems) {
        SettingsChecks.positive(sink.every(), at + ".every", problems);
        if (sink.measurement().isEmpty()) {
            problems.error(at + ".measurement", "the name is empty");
        }
        if (problems.given(at + ".bucket") && problems.given(at + ".database")) {
            problems.keyError(at + ".bucket", "stands beside 'database': InfluxDB 2 has buckets, InfluxDB 1 databases");
        }
        if (problems.given(at + ".org") && !problems.given(at + ".bucket")) {
            problems.keyError(at + ".org", "has no meaning without 'bucket'");
        }
        if (problems.given(at + ".token") && problems.given(at + ".username")) {
            problems.keyError(at + ".token", "stands beside 'username'; one of them is enough");
        }
        if (problems.given(at + ".password") != problems.given(at + ".username")) {
            problems.keyError(at, "'username' and 'password' go together");
        }
        sink.tags().forEach((name, value) -> {
            if (name.isEmpty() || value.isEmpty() || name.equals("meter")) {
                problems.error(at + ".tags." + name, "a tag has a name, which is not 'meter', and a value");
            }
        });
    }
}
