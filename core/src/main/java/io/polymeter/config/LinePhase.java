package io.polymeter.config;

/// A phase of the grid connection.
public enum LinePhase {
    @Word("L1")
    L1,
    @Word("L2")
    L2,
    @Word("L3")
    L3
}
