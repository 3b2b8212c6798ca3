package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import org.jspecify.annotations.Nullable;

/// What a meter adds to the sums it is part of, or by how much that changes.
///
/// @param imported milliwatt-hours
/// @param exported milliwatt-hours
/// @param importers 1 where the import is known, 0 where not; as a difference also -1
/// @param exporters the same for the export
public record Share(long imported, long exported, int importers, int exporters) {

    /// Nothing.
    public static final Share NONE = new Share(0, 0, 0, 0);

    static Share of(@Nullable Long imported, @Nullable Long exported) {
        return new Share(
                imported == null ? 0 : imported,
                exported == null ? 0 : exported,
                imported == null ? 0 : 1,
                exported == null ? 0 : 1);
    }

    /// The difference to another.
    public Share minus(Share other) {
        return new Share(
                imported - other.imported,
                exported - other.exported,
                importers - other.importers,
                exporters - other.exporters);
    }

    /// The sum of both.
    public Share plus(Share other) {
        return new Share(
                imported + other.imported,
                exported + other.exported,
                importers + other.importers,
                exporters + other.exporters);
    }

    /// Import and export in each other's place, for a meter that is subtracted.
    public Share turned() {
        return new Share(exported, imported, exporters, importers);
    }

    /// Whether nothing changes.
    public boolean isNothing() {
        return equals(NONE);
    }

    /// Writes it.
    public void write(RecordWriter out) {
        out.number(imported).number(exported).number(importers).number(exporters);
    }

    /// Reads it.
    public static Share read(RecordReader in) {
        return new Share(in.number(), in.number(), Math.toIntExact(in.number()), Math.toIntExact(in.number()));
    }
}
