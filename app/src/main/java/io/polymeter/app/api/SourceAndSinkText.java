package io.polymeter.app.api;

import io.polymeter.config.HomeassistantSource;
import io.polymeter.config.HttpSource;
import io.polymeter.config.InfluxSink;
import io.polymeter.config.ModbusSink;
import io.polymeter.config.ModbusSource;
import io.polymeter.config.MqttSink;
import io.polymeter.config.MqttSource;
import io.polymeter.config.OpenhabSource;
import io.polymeter.config.SimulateSource;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.SpeedwireSource;
import io.polymeter.config.StreamSource;
import io.polymeter.config.SumSource;
import io.polymeter.config.Term;
import io.polymeter.config.VictronSink;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.YamlName;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where values come from and go to, without secrets.
///
/// @param kind the key of the configuration, e.g. `modbus`
record SourceAndSinkText(String kind, List<String> endpoints) {

    static SourceAndSinkText of(SourceSettings source) {
        return switch (source) {
            case ModbusSource modbus -> {
                List<String> endpoints = new ArrayList<>();
                Stream.of(modbus.push(), modbus.poll())
                        .filter(java.util.Objects::nonNull)
                        .map(Endpoint::toString)
                        .forEach(endpoints::add);
                yield new SourceAndSinkText("modbus", endpoints);
            }
            case OpenhabSource openhab -> new SourceAndSinkText("openhab", List.of(bare(openhab.url())));
            case HomeassistantSource server -> new SourceAndSinkText("homeassistant", List.of(bare(server.url())));
            case MqttSource mqtt -> new SourceAndSinkText("mqtt", List.of(bare(mqtt.broker())));
            case HttpSource http -> new SourceAndSinkText("http", List.of(bare(http.url())));
            case SumSource sum ->
                new SourceAndSinkText(
                        "sum", sum.of().stream().map(Term::toString).toList());
            case StreamSource stream ->
                new SourceAndSinkText(word(stream), List.of(stream.from().toString()));
            case SpeedwireSource speedwire ->
                new SourceAndSinkText(
                        "speedwire", List.of(speedwire.serial() == null ? "any" : String.valueOf(speedwire.serial())));
            case SimulateSource simulate -> new SourceAndSinkText("simulate", List.of(simulate.scenario()));
        };
    }

    private static String word(SourceSettings source) {
        YamlName word = source.getClass().getAnnotation(YamlName.class);
        return word == null ? "" : word.value();
    }

    static SourceAndSinkText of(SinkSettings sink) {
        return switch (sink) {
            case ModbusSink modbus -> {
                List<String> endpoints = new ArrayList<>();
                Stream.concat(modbus.serve().stream(), modbus.push().stream())
                        .map(Endpoint::toString)
                        .forEach(endpoints::add);
                Endpoint proxy = modbus.proxy();
                if (proxy != null) {
                    endpoints.add(proxy.toString());
                }
                yield new SourceAndSinkText("modbus", endpoints);
            }
            case VictronSink victron -> new SourceAndSinkText("victron", List.of(victron.bus()));
            case MqttSink mqtt -> new SourceAndSinkText("mqtt", List.of(bare(mqtt.broker())));
            case InfluxSink influx -> new SourceAndSinkText("influx", List.of(bare(influx.url())));
        };
    }

    /// Without user, password and query, which may hold secrets.
    private static String bare(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + port + path;
    }
}
