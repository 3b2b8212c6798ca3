package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import org.jspecify.annotations.Nullable;

/// A quarter-hour of one meter, as it is kept.
///
/// @param from its beginning
/// @param revision 1 for what was told first; a correction has a higher one
/// @param importCounter the last reading before its end
/// @param exportCounter the last reading before its end
public record StoredQuarter(
        long from,
        int revision,
        Energy energy,
        Cover cover,
        @Nullable Reading importCounter,
        @Nullable Reading exportCounter) {

    private static final int MAX_SLOTS = 1 << 16;

    /// Energy and mean power.
    ///
    /// @param imported milliwatt-hours, null where a reading at one end is missing
    /// @param exported the same
    /// @param meanPower milliwatts over the slots that have one
    public record Energy(
            @Nullable Long imported,
            @Nullable Long exported,
            @Nullable Long meanPower) {}

    /// How much of it is there.
    ///
    /// @param present slots in which the meter was heard
    /// @param slots slots there are
    /// @param complete whether nothing that matters is missing
    /// @param lost whether what is missing will not come
    public record Cover(int present, int slots, boolean complete, boolean lost) {}

    /// The record of a topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(64);
        out.number(from).number(revision);
        out.optional(energy.imported).optional(energy.exported).optional(energy.meanPower);
        out.number(cover.present).number(cover.slots).truth(cover.complete).truth(cover.lost);
        Reading.write(importCounter, out);
        Reading.write(exportCounter, out);
        return out.bytes();
    }

    /// Reads the record of a topic.
    public static StoredQuarter of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        long from = in.number();
        int revision = in.count(Integer.MAX_VALUE);
        Energy energy = new Energy(in.optional(), in.optional(), in.optional());
        Cover cover = new Cover(in.count(MAX_SLOTS), in.count(MAX_SLOTS), in.truth(), in.truth());
        return new StoredQuarter(from, revision, energy, cover, Reading.read(in), Reading.read(in));
    }
}
