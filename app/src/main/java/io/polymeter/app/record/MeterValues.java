package io.polymeter.app.record;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/// What the meters measured beside the traffic, as lines of JSON: one for each update of a meter, with what is fresh.
final class MeterValues implements AutoCloseable {

    /// Then no more is written: the disk is somebody's.
    private static final long MAX = 32L << 20;

    private final Polymeter polymeter;
    private final BufferedWriter target;
    private final Map<String, Long> revisions = new HashMap<>();
    private long written;

    MeterValues(Polymeter polymeter, Path file) throws IOException {
        this.polymeter = polymeter;
        this.target = Files.newBufferedWriter(file);
    }

    void note(Instant wall) throws IOException {
        for (Snapshot.Meter meter : polymeter.measurements()) {
            Long known = revisions.put(meter.name(), meter.revision());
            if (known != null && known == meter.revision() || written > MAX) {
                continue;
            }
            JsonObject values = new JsonObject();
            for (Snapshot.Reading reading : meter.readings()) {
                if (reading.quality() == Snapshot.Quality.FRESH && !Double.isNaN(reading.value())) {
                    values.put(reading.point().name(), reading.value());
                }
            }
            String line = JsonText.of(new JsonObject()
                            .put("us", ChronoUnit.MICROS.between(Instant.EPOCH, wall))
                            .put("meter", meter.name())
                            .put("values", values)
                            .build())
                    .strip();
            target.write(line);
            target.newLine();
            written += line.length();
        }
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
