package io.polymeter.fleet.demo;

/// How large a storm is.
///
/// @param rate messages a second
/// @param seconds each of its parts takes
public record StormTerms(int sites, int rate, int seconds, long seed) {}
