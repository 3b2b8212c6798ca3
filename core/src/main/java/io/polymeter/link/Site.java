package io.polymeter.link;

import io.polymeter.store.MeterStore;

/// Where links are built: the meters they feed and show, and the time they live in.
public record Site(MeterStore meters, Clock clock) {}
