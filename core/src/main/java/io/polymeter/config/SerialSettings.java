package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.ValueRange;
import org.jspecify.annotations.Nullable;

/// Settings of a serial line; what is null comes from the profile, else 9600 baud, even parity, 1 stop bit.
public record SerialSettings(
        @ValueRange(min = 300, max = 4_000_000)
        @Key(doc = "Bits per second.", absent = "the profile's", example = "38400")
        @Nullable
        Integer baud,

        @Key(doc = "Parity.", absent = "the profile's", example = "none") @Nullable
        Parity parity,

        @ValueRange(min = 1, max = 2) @Key(doc = "Stop bits.", absent = "the profile's", example = "2") @Nullable
        Integer stopBits) {

    /// These where others say nothing.
    public SerialSettings under(@Nullable SerialSettings others) {
        return others == null
                ? this
                : new SerialSettings(
                        others.baud() == null ? baud : others.baud(),
                        others.parity() == null ? parity : others.parity(),
                        others.stopBits() == null ? stopBits : others.stopBits());
    }

    /// The parity bit of a character.
    public enum Parity {
        NONE,
        EVEN,
        ODD
    }
}
