package io.polymeter.twin;

import io.polymeter.config.Configuration;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.net.Endpoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A configuration made ready for a twin: every source is the plant's, every Modbus output is served at a port
/// of its own, to anybody. What a twin has no consumer for is left out, and said to be.
///
/// @param configuration with the other settings and the same problems
/// @param ports where each output is served
/// @param cycles how often each meter's source gives values
/// @param leftOut outputs that are not simulated
record TwinConfiguration(
        Configuration configuration, Map<String, Integer> ports, Map<String, Duration> cycles, List<String> leftOut) {

    private static final int FIRST_PORT = 20_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final PlantSource PLANT = new PlantSource();

    static TwinConfiguration of(Configuration configuration, Settings settings) {
        Map<String, MeterSettings> meters = new LinkedHashMap<>();
        Map<String, Duration> cycles = new LinkedHashMap<>();
        settings.meters().forEach((name, meter) -> {
            if (meter.source().isComputed()) {
                meters.put(name, meter);
                return;
            }
            boolean found = MeterSettings.AUTO.equals(meter.profile());
            Map<String, Object> changes = new LinkedHashMap<>(Map.of("source", PLANT));
            if (found) {
                changes.put("profile", null);
            }
            meters.put(name, Records.with(meter, changes));
            cycles.put(name, cycle(meter));
        });
        Map<String, OutputSettings> outputs = new LinkedHashMap<>();
        Map<String, Integer> ports = new LinkedHashMap<>();
        settings.outputs().forEach((name, output) -> {
            MeterSettings shown = output.meter() == null ? null : meters.get(output.meter());
            boolean faced = output.profile() != null || shown != null && shown.profile() != null;
            if (faced
                    && output.sink() instanceof ModbusSink modbus
                    && !modbus.serve().isEmpty()) {
                int port = FIRST_PORT + ports.size();
                ports.put(name, port);
                ModbusSink served = Records.with(
                        modbus,
                        Map.of(
                                "serve",
                                List.of(Endpoint.parse("tcp://127.0.0.1:" + port)),
                                "allow",
                                List.of(),
                                "writes",
                                ModbusSink.Writes.NONE));
                outputs.put(name, Records.with(output, Map.of("sink", served)));
            }
        });
        List<String> leftOut = settings.outputs().keySet().stream()
                .filter(name -> !ports.containsKey(name))
                .toList();
        Settings changed = Records.with(settings, Map.of("meters", meters, "outputs", outputs));
        return new TwinConfiguration(
                new Configuration(configuration.file(), changed, configuration.problems()), ports, cycles, leftOut);
    }

    /// As often as the configuration says, else each second.
    private static Duration cycle(MeterSettings meter) {
        Duration every = meter.source().every();
        return every == null ? SECOND : every;
    }
}
