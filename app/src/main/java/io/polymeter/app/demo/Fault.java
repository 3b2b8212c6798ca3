package io.polymeter.app.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What can be made to go wrong in the house.
enum Fault {
    /// The KSEM has no power: its connections end, and no new one comes about.
    CUT,
    /// The network cable of the KSEM is pulled: its connections stay, and nothing comes through.
    SILENCE,
    /// Foreign bytes and broken frames on the Plenticore's serial line.
    NOISE,
    /// The inverter sleeps, as at night: it cannot be reached.
    ASLEEP;

    /// As it stands in addresses.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Fault> of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst();
    }
}
