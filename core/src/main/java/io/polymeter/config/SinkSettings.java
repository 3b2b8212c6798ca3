package io.polymeter.config;

import io.polymeter.config.yaml.YamlName;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// To whom an output speaks.
public sealed interface SinkSettings permits ModbusSink, VictronSink, MqttSink, InfluxSink {

    /// The keys of all kinds.
    static List<String> words() {
        return Arrays.stream(SinkSettings.class.getPermittedSubclasses())
                .map(SinkSettings::word)
                .toList();
    }

    /// The key of this kind.
    default String word() {
        return word(getClass());
    }

    /// The same with what its consumer needs where the file says nothing.
    ///
    /// @param given whether the file has this key of the sink, e.g. `unit`
    default SinkSettings with(ConsumerDefaults defaults, Predicate<String> given) {
        return this;
    }

    private static String word(Class<?> kind) {
        return kind.getAnnotation(YamlName.class).value();
    }
}
