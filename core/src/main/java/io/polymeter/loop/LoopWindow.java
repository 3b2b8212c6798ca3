package io.polymeter.loop;

/// What a loop was like in a stretch of time, to be held beside another one.
///
/// @param seconds how long it was
/// @param rms effective value of the power at the grid, watts; NaN where too little was received
/// @param peakToPeak between the 5th and the 95th percentile of it, watts
/// @param travel watts that what the consumer sets has moved, an hour; NaN where it is not seen
/// @param swing what the end of it shows
/// @param timing of the group `live`
public record LoopWindow(
        double seconds, double rms, double peakToPeak, double travel, Oscillation swing, Timing timing) {}
