package io.polymeter.lab.world;

/// What happened in a world that held all invariants.
///
/// @param events how many things happened
/// @param fresh answers with data
/// @param stale answers that said the data was lost
/// @param missing answers that there is no such register
/// @param polls requests the meter got
/// @param busReplies replies on the serial bus
/// @param lines lines in the log
/// @param stopNanos how long stopping took, virtual nanoseconds
public record Outcome(
        long events, long fresh, long stale, long missing, long polls, long busReplies, long lines, long stopNanos) {}
