package io.polymeter.link.sparkplug;

import java.util.List;

/// What all meters show at a moment.
///
/// @param number counts rounds from 1
/// @param at milliseconds since 1970 UTC
record SiteSnapshot(long number, long at, List<MeterSnapshot> meters) {

    static final SiteSnapshot NONE = new SiteSnapshot(0, 0, List.of());

    SiteSnapshot {
        meters = List.copyOf(meters);
    }
}
