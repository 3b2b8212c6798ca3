package io.polymeter.config;

/// To whom an output speaks.
public sealed interface SinkSettings permits ModbusSink, VictronSink, MqttSink, InfluxSink {}
