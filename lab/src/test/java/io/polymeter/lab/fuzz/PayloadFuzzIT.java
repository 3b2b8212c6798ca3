package io.polymeter.lab.fuzz;

import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import io.polymeter.sparkplug.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs [PayloadTarget] for 8 seconds.
class PayloadFuzzIT {

    private static final int SECONDS = 8;

    @Test
    void noBytesBreakTheReaderOfPayloads() throws IOException, InterruptedException {
        Fuzzer fuzzer = new Fuzzer(PayloadTarget.class, "payload", "io.polymeter.sparkplug.*");
        Path corpus = fuzzer.corpus();
        Metric birth = Metric.of("active-power", 1, DataType.DOUBLE, new MetricValue.Real(-1.5))
                .aliased(3)
                .with(Map.of("engUnit", Property.of("W"), "Quality", Property.of(192), "derived", Property.of(true)));
        Metric data = Metric.of(3, 2, MetricValue.NULL).past();
        Metric command = Metric.of("Node Control/Rebirth", 1, DataType.BOOLEAN, new MetricValue.Truth(true));
        Metric small = Metric.of("small", 1, DataType.INT8, new MetricValue.Whole(-1));
        Files.write(corpus.resolve("birth"), new Payload(1L, 0, List.of(birth, small)).encode());
        Files.write(corpus.resolve("data"), new Payload(1L, 255, List.of(data, data)).encode());
        Files.write(corpus.resolve("command"), new Payload(1L, null, List.of(command)).encode());
        fuzzer.run(SECONDS);
    }
}
