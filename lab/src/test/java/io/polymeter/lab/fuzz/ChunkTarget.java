package io.polymeter.lab.fuzz;

import io.polymeter.app.history.chunk.Aggregates;
import io.polymeter.app.history.chunk.ChunkBody;
import io.polymeter.app.history.chunk.DamagedChunkException;
import io.polymeter.app.history.chunk.SecondSeries;
import java.io.IOException;
import java.util.TreeMap;

/// Any bytes as a chunk of the history: it is read as what was written, or named as damaged.
public final class ChunkTarget {

    /// As many as in an hour; a chunk that promises more is none of ours.
    private static final int SECONDS = 3600;

    private ChunkTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        TreeMap<Integer, byte[]> series = new TreeMap<>();
        try {
            ChunkBody body = new ChunkBody(data);
            int count = Math.min(body.count(), SECONDS);
            body.each((id, in) -> {
                if (id % 2 == 0) {
                    SecondSeries read = SecondSeries.read(count, id % 4 == 0, in);
                    Parsing.check(read.values().length == count, "another number of values");
                    series.put(id, read.toBytes(SecondSeries.FINE));
                } else {
                    Aggregates.read(count, in);
                }
            });
            if (!series.isEmpty()) {
                byte[] again = ChunkBody.write(count, series);
                new ChunkBody(again).each((id, in) -> SecondSeries.read(count, id % 4 == 0, in));
            }
        } catch (DamagedChunkException expected) {
            Parsing.check(String.valueOf(expected.getMessage()).length() > 5, "refused without words");
        }
    }
}
