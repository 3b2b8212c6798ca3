package io.polymeter.link.modbus.serve;

import io.polymeter.sunspec.Model;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// What is known of a device that is written to: its unit id, -1 while nobody knows, and the chain it was read
/// with. Any thread.
@FunctionalInterface
public interface WrittenDevice extends IntSupplier {

    /// The model of its SunSpec chain that has a register; null where none has, or it has no chain.
    default @Nullable Model modelAt(int address) {
        return null;
    }
}
