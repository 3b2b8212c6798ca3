package io.polymeter.fleet.group;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// The live power of a group, or of the part of it that one task knows.
///
/// @param power milliwatts of the meters that are fresh
/// @param fresh how many those are
/// @param oldest the oldest instant among them, milliseconds since 1970 UTC; the end of time for none. A sum
///     is as old
/// as
///     its oldest part
/// @param at when it was added up
public record LiveSum(long power, int fresh, long oldest, long at) {

    /// Of nothing.
    public static final LiveSum NONE = new LiveSum(0, 0, Long.MAX_VALUE, 0);

    /// With one more meter.
    public LiveSum plus(long more, long instant) {
        return new LiveSum(power + more, fresh + 1, Math.min(oldest, instant), at);
    }

    /// With another part.
    public LiveSum plus(LiveSum other) {
        return new LiveSum(
                power + other.power, fresh + other.fresh, Math.min(oldest, other.oldest), Math.max(at, other.at));
    }

    /// The same, added up at an instant.
    public LiveSum at(long instant) {
        return new LiveSum(power, fresh, oldest, instant);
    }

    /// The record of a topic.
    public byte[] bytes() {
        return new RecordWriter(32)
                .number(power)
                .number(fresh)
                .number(oldest)
                .number(at)
                .bytes();
    }

    /// Reads the record of a topic.
    public static LiveSum of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        return new LiveSum(in.number(), in.count(Integer.MAX_VALUE), in.number(), in.number());
    }
}
