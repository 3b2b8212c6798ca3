package io.polymeter.config;

import org.jspecify.annotations.Nullable;

/// A service on a Victron GX device's D-Bus.
@Word("victron")
@Key(doc = "A service on a Victron GX device's D-Bus.")
public record VictronSink(
        @Key(doc = "The kind of service.") Service service,

        @Key(
                doc = "The bus: `system`, `session` or a D-Bus address.",
                fallback = "system",
                example = "tcp:host=venus.local,port=78")
        String bus,

        @Range(min = 0, max = 65535)
        @Key(doc = "The device instance.", absent = "the next free of its kind", example = "30")
        @Nullable
        Integer instance,

        @Key(doc = "Where a PV inverter is connected.", fallback = "ac-input-1")
        Place position)
        implements SinkSettings {

    /// `com.victronenergy.` and this.
    public enum Service {
        GRID,
        PVINVERTER,
        TEMPERATURE,
        DIGITALINPUT
    }

    /// The connection of a PV inverter; Victron's numbers are 0, 1 and 2.
    public enum Place {
        AC_INPUT_1,
        AC_OUTPUT,
        AC_INPUT_2
    }
}
