package io.polymeter.link.sparkplug;

import java.util.List;

/// What all meters show at a moment.
///
/// @param number counts rounds from 1
/// @param at milliseconds since 1970 UTC
record Round(long number, long at, List<Observation> meters) {

    static final Round NONE = new Round(0, 0, List.of());

    Round {
        meters = List.copyOf(meters);
    }
}
