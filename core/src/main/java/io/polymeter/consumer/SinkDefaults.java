package io.polymeter.consumer;

import io.polymeter.config.SinkSettings;
import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Problems;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Fills a sink with what a consumer's file says of it, as far as the configuration says nothing.
final class SinkDefaults {

    private static final Binder BINDER = Binder.STANDARD.environment(_ -> null);

    private SinkDefaults() {}

    /// The filled sink.
    ///
    /// @param text what stands behind the sink's key in the consumer's file
    /// @param given whether the configuration has this key of the sink
    static SinkSettings fill(SinkSettings sink, String text, Predicate<String> given) {
        Class<? extends SinkSettings> type = sink.getClass();
        SinkSettings wanted = BINDER.parse(text.getBytes(StandardCharsets.UTF_8), type, new Problems("a consumer"));
        if (wanted == null || !type.isRecord()) {
            return sink;
        }
        RecordComponent[] components = type.getRecordComponents();
        List<String> keys = Binder.keys(type);
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                SinkSettings from = given.test(keys.get(i)) ? sink : wanted;
                values[i] = components[i].getAccessor().invoke(from);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is no plain record", e);
        }
    }
}
