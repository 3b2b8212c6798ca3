package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import org.jspecify.annotations.Nullable;

/// What a counter showed.
///
/// @param at when, milliseconds since 1970 UTC
/// @param energy milliwatt-hours
public record Reading(long at, long energy) {

    /// The later of two; of two with one instant the higher, so that the order of arrival decides nothing.
    static @Nullable Reading later(@Nullable Reading one, @Nullable Reading other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.at > one.at || other.at == one.at && other.energy > one.energy ? other : one;
    }

    static void write(@Nullable Reading reading, RecordWriter out) {
        out.truth(reading != null);
        if (reading != null) {
            out.number(reading.at).number(reading.energy);
        }
    }

    static @Nullable Reading read(RecordReader in) {
        return in.truth() ? new Reading(in.number(), in.number()) : null;
    }
}
