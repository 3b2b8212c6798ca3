package io.polymeter.config;

import java.util.Set;

/// Where a meter's values come from.
public sealed interface SourceSettings
        permits ModbusSource, OpenhabSource, HomeassistantSource, MqttSource, HttpSource, SumSource, SimulateSource {

    /// The points that the configuration names one by one; empty where the device has its own.
    default Set<String> named() {
        return Set.of();
    }
}
