package io.polymeter.app.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to look.
///
/// @param units in this order
/// @param all true where a person named the units: then all are asked
/// @param timeout how long to wait for a reply
/// @param line of a serial port, null: the usual ones
/// @param config whose certificates are used, null: the usual one
record ScanTerms(
        List<Integer> units,
        boolean all,
        Duration timeout,
        @Nullable String line,
        @Nullable Path config) {

    ScanTerms {
        units = List.copyOf(units);
    }
}
