package io.polymeter.config;

/// To whom an output speaks.
public sealed interface SinkSettings permits ModbusSink, VictronSink, MqttSink, InfluxSink, SparkplugSink {

    /// True where whoever is spoken to may limit the power of an inverter.
    default boolean limitsPower() {
        return false;
    }
}
