package io.polymeter.runtime;

import io.polymeter.link.Health;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.ServedRegisters;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.profile.Profile;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How everything is at one moment, for pages, metrics and terminals.
///
/// @param plan what runs
/// @param nanos the moment, of the monotonic clock
public record Snapshot(Plan plan, long nanos, List<Meter> meters, List<Link> links, List<Output> outputs) {

    /// A meter.
    ///
    /// @param state all that is known of it
    public record Meter(String name, MeterState state, List<Reading> readings) {

        /// Counts its updates from 0.
        public long revision() {
            return state.revision();
        }

        /// Its register map, null for a source without registers.
        public @Nullable Profile profile() {
            return state.profile();
        }
    }

    /// A value.
    ///
    /// @param value NaN for a text
    /// @param text null for a number
    /// @param age since it was received
    /// @param group how it ages
    /// @param limit how old it may be; null where it never ages
    public record Reading(
            Point point,
            double value,
            @Nullable String text,
            Duration age,
            String group,
            @Nullable Duration limit,
            Quality quality) {}

    /// How far a value can be trusted.
    public enum Quality {
        /// Measured, and younger than its group's limit.
        FRESH,
        /// Computed here from measured values, and young enough.
        DERIVED,
        /// Older than its group's limit: consumers do not get it.
        STALE
    }

    /// A link.
    ///
    /// @param said why it is in this state
    /// @param since how long it has been in this state
    /// @param counters what only grows
    /// @param gauges what rises and falls
    /// @param troubles what it refuses, misses or tolerates at present
    public record Link(
            String name,
            Message description,
            Health.State state,
            Message said,
            Duration since,
            int restarts,
            Map<String, Long> counters,
            Map<String, Long> gauges,
            List<Trouble> troubles) {

        /// Why it is in this state, in English.
        public String reason() {
            return said.text();
        }
    }

    /// An output.
    ///
    /// @param face its registers, null where it has none
    public record Output(
            String name,
            String meter,
            String profile,
            String where,
            OutputStatistics statistics,
            @Nullable ServedRegisters face) {}
}
