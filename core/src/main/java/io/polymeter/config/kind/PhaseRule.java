package io.polymeter.config.kind;

import io.polymeter.config.yaml.YamlName;

/// What becomes of a total without phases.
public enum PhaseRule {
    SHARE,
    THIRDS,
    @YamlName("L1")
    L1,
    @YamlName("L2")
    L2,
    @YamlName("L3")
    L3,
    NONE
}
