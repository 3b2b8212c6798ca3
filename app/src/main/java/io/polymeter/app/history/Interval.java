package io.polymeter.app.history;

import java.time.Instant;

/// What is known of an interval. An interval in which nothing was measured has none.
///
/// @param start its beginning
/// @param min the least value of its seconds, in the point's unit
/// @param mean the mean of its seconds
/// @param max the greatest
/// @param covered the part of the interval for which there were values, above 0 up to 1
public record Interval(Instant start, double min, double mean, double max, double covered) {}
