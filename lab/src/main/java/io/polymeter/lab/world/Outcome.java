package io.polymeter.lab.world;

import java.util.Map;

/// What happened in a world that held all invariants.
///
/// @param events how many things happened
/// @param answers what readers were told
/// @param polls requests the meter got
/// @param bus what the serial link counted, `heard` and `asked` are the world's own counts
/// @param poll what the poll link counted, and its `restarts`
/// @param lines lines in the log
/// @param stopNanos how long stopping took, virtual nanoseconds
public record Outcome(
        long events,
        Answers answers,
        long polls,
        Map<String, Long> bus,
        Map<String, Long> poll,
        long lines,
        long stopNanos) {

    /// What readers were told.
    ///
    /// @param fresh answers with data
    /// @param staleLive refusals because what is pushed was lost, without those of the first 10 s
    /// @param staleOther refusals because what is polled was lost, without those of the first 10 s
    /// @param missing answers that there is no such register
    public record Answers(long fresh, long staleLive, long staleOther, long missing) {

        /// All of them.
        public long all() {
            return fresh + staleLive + staleOther + missing;
        }
    }
}
