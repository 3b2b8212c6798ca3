package io.polymeter.link;

import io.polymeter.store.MeterStore;

/// Where links are built: the meters they feed and show, the time they live in, and the ways to change
/// something at devices.
///
/// @param past what was kept
/// @param reconfiguration the way to change the configuration from afar
public record Site(
        MeterStore meters,
        Clock clock,
        Controls controls,
        Offer<HistoryReader> past,
        Offer<Reconfiguration> reconfiguration) {

    /// A site where nothing can be changed yet, and that has no past.
    public Site(MeterStore meters, Clock clock) {
        this(meters, clock, new Controls(), new Offer<>(), new Offer<>());
    }
}
