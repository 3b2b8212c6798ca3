package io.polymeter.app.metrics;

import io.polymeter.loop.SwingWatch;
import io.polymeter.runtime.Snapshot;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// How everything is, in Prometheus's text format 0.0.4.
public final class Metrics {

    /// The content type.
    public static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private Metrics() {}

    /// The figures of a snapshot.
    ///
    /// @param swings what is known of each output's control loop, by the name of the output
    /// @param version of the program
    public static String text(Snapshot snapshot, Map<String, SwingWatch> swings, String version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16_384);
        try {
            PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(Families.of(snapshot, swings, version)));
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written to a disk here", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
