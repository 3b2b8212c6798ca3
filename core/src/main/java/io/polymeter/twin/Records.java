package io.polymeter.twin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies of settings in which something else stands: a twin has the user's configuration with other sources and ports.
final class Records {

    private Records() {}

    /// The same record with other values of some components.
    ///
    /// @param changes by name of the component
    @SuppressWarnings("unchecked")
    static <R extends Record> R with(R record, Map<String, ?> changes) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        @Nullable Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                String name = components[i].getName();
                values[i] = changes.containsKey(name)
                        ? changes.get(name)
                        : components[i].getAccessor().invoke(record);
            }
            return (R) record.getClass().getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings are public records", e);
        }
    }
}
