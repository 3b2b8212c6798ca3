package io.polymeter.fleet.group;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import io.polymeter.fleet.site.Share;

/// The kept sum of a group over one quarter-hour.
///
/// @param share milliwatt-hours, and of how many meters they are
/// @param revision 1 for what was told first; a correction has a higher one
public record GroupSum(Share share, int revision) {

    /// Nothing yet.
    public static final GroupSum NONE = new GroupSum(Share.NONE, 0);

    /// With what has changed.
    public GroupSum plus(Share difference) {
        return new GroupSum(share.plus(difference), revision + 1);
    }

    /// The record of a topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(32);
        share.write(out);
        return out.number(revision).bytes();
    }

    /// Reads the record of a topic, also as older versions wrote it: with two counts, as in [Share#of].
    public static GroupSum of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        Share share = Share.read(in);
        int next = in.count(Integer.MAX_VALUE);
        return in.isAtEnd() ? new GroupSum(share, next) : new GroupSum(share.or(next), in.count(Integer.MAX_VALUE));
    }
}
