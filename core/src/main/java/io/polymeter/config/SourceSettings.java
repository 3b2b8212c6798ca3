package io.polymeter.config;

/// Where a meter's values come from.
public sealed interface SourceSettings
        permits ModbusSource,
                OpenhabSource,
                HomeassistantSource,
                MqttSource,
                HttpSource,
                SumSource,
                SimulateSource,
                StreamSource,
                SpeedwireSource {}
