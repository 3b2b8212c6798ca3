package io.polymeter.config;

import io.polymeter.config.kind.D0Source;
import io.polymeter.config.kind.HanSource;
import io.polymeter.config.kind.HomeassistantSource;
import io.polymeter.config.kind.HttpSource;
import io.polymeter.config.kind.InfluxSink;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.kind.MqttSink;
import io.polymeter.config.kind.MqttSource;
import io.polymeter.config.kind.OpenhabSource;
import io.polymeter.config.kind.P1Source;
import io.polymeter.config.kind.SimulateSource;
import io.polymeter.config.kind.SmlSource;
import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.config.kind.SpeedwireSource;
import io.polymeter.config.kind.SumSource;
import io.polymeter.config.kind.VictronSink;
import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The configurations that belong to the contract, and short ways to load a text.
public final class Examples {

    static final List<String> NAMES = List.of(
            "field-concentrator.yaml",
            "fronius-from-openhab.yaml",
            "kaco-to-victron.yaml",
            "ksem-airbridge.yaml",
            "ksem-modbus-tcp.yaml");

    /// Every kind there is.
    public static final SettingsKinds KINDS = new SettingsKinds(
            List.of(
                    ModbusSource.class,
                    OpenhabSource.class,
                    HomeassistantSource.class,
                    MqttSource.class,
                    HttpSource.class,
                    SumSource.class,
                    SmlSource.class,
                    D0Source.class,
                    P1Source.class,
                    HanSource.class,
                    SpeedwireSource.class,
                    SimulateSource.class),
            List.of(ModbusSink.class, VictronSink.class, SparkplugSink.class, MqttSink.class, InfluxSink.class));

    private static final Path DIRECTORY = Path.of("..", "examples");

    private Examples() {}

    public static Binder binder() {
        return KINDS.binder();
    }

    static Path path(String name) {
        return DIRECTORY.resolve(name);
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    static Stream<String> names() {
        return NAMES.stream();
    }

    public static Configuration parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Configuration parse(byte[] bytes) {
        return Configuration.parse(Path.of("polymeter.yaml"), bytes, _ -> null, KINDS);
    }

    /// Every problem as a person reads it.
    public static List<String> problems(String text) {
        return parse(text).problems().sorted().stream().map(Problem::toString).toList();
    }

    /// The settings of a text that must be without errors.
    public static Settings settings(String text) {
        Configuration configuration = parse(text);
        Settings settings = configuration.settings();
        if (settings == null || !configuration.problems().sorted().isEmpty()) {
            throw new AssertionError(configuration.problems().sorted());
        }
        return settings;
    }
}
