package io.polymeter.app.history;

import java.time.Instant;

/// Energy of a day, a month, a year or a quarter-hour, by the meter's counters.
///
/// @param start its beginning
/// @param end its end
/// @param imported Wh, NaN where the meter does not count that
/// @param exported Wh, NaN where the meter does not count that
/// @param covered the part of its quarter-hours in which the counters were heard, 0 to 1. What flowed while
///     nothing was heard is in the first quarter-hour that was heard again
public record Energy(Instant start, Instant end, double imported, double exported, double covered) {}
