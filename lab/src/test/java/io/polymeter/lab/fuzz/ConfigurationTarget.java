package io.polymeter.lab.fuzz;

import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.kind.HttpSource;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.kind.MqttSink;
import io.polymeter.config.kind.MqttSource;
import io.polymeter.config.kind.ShellySink;
import io.polymeter.config.kind.SmlSource;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.ShownConfiguration;
import io.polymeter.profile.ProfileLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Any bytes as a configuration and as a profile: settings, or problems in words. Nothing of the environment is told.
public final class ConfigurationTarget {

    private static final SettingsKinds KINDS = new SettingsKinds(
            List.of(ModbusSource.class, MqttSource.class, HttpSource.class, SmlSource.class),
            List.of(ModbusSink.class, MqttSink.class, ShellySink.class));
    private static final Path FILE = Path.of("polymeter.yaml");

    private ConfigurationTarget() {}

    /// Called by Jazzer before the first input: what is loaded then counts for no input's time.
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("meters: {}".getBytes(StandardCharsets.UTF_8));
    }

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        Configuration read = Configuration.parse(FILE, data, _ -> "hunter2x7Q", KINDS);
        String said = read.problems().sorted().toString();
        Parsing.check(!said.contains("hunter2x7Q"), "a secret is told: " + said);
        Parsing.check(read.settings() != null || read.problems().hasErrors(), "neither settings nor problems");
        ShownConfiguration.of(data);
        Problems problems = new Problems("profile.yaml");
        Parsing.check(
                ProfileLoader.parse(data, problems) != null || problems.hasErrors(), "neither a profile nor problems");
    }
}
