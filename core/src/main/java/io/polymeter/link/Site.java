package io.polymeter.link;

import io.polymeter.store.MeterStore;

/// Where links are built: the meters they feed and show, the time they live in, and the ways to change something at
/// devices.
public record Site(MeterStore meters, Clock clock, Controls controls) {

    /// A site where nothing can be changed yet.
    public Site(MeterStore meters, Clock clock) {
        this(meters, clock, new Controls());
    }
}
