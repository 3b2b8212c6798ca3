package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// What a meter adds to the sums it is part of, or by how much that changes.
///
/// @param imported milliwatt-hours
/// @param exported milliwatt-hours
/// @param meters 1 where its energies are known, 0 where not; as a difference also -1
public record Share(long imported, long exported, int meters) {

    /// Nothing.
    public static final Share NONE = new Share(0, 0, 0);

    /// The difference to another.
    public Share minus(Share other) {
        return new Share(imported - other.imported, exported - other.exported, meters - other.meters);
    }

    /// The sum of both.
    public Share plus(Share other) {
        return new Share(imported + other.imported, exported + other.exported, meters + other.meters);
    }

    /// Import and export in each other's place, for a meter that is subtracted.
    public Share turned() {
        return new Share(exported, imported, meters);
    }

    /// Whether nothing changes.
    public boolean isNothing() {
        return equals(NONE);
    }

    /// Writes it.
    public void write(RecordWriter out) {
        out.number(imported).number(exported).number(meters);
    }

    /// Reads the record of a topic, also as older versions wrote it: with two counts, of meters whose import is
    /// known and of those whose export is.
    public static Share of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        Share share = read(in);
        return in.isAtEnd() ? share : share.or(Math.toIntExact(in.number()));
    }

    /// With two counts for one: where both are counted, a meter counts that has both.
    public Share or(int exporters) {
        int both = meters == 0 ? exporters : exporters == 0 ? meters : Math.min(meters, exporters);
        return new Share(imported, exported, both);
    }

    /// Reads it.
    public static Share read(RecordReader in) {
        return new Share(in.number(), in.number(), Math.toIntExact(in.number()));
    }
}
