package io.polymeter.config;

import io.polymeter.config.yaml.YamlName;

/// A phase of the grid connection.
public enum LinePhase {
    @YamlName("L1")
    L1,
    @YamlName("L2")
    L2,
    @YamlName("L3")
    L3
}
