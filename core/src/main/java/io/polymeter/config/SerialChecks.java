package io.polymeter.config;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks that two devices we play do not have one serial number: a consumer takes them for the same one.
final class SerialChecks {

    private final Settings settings;
    private final Problems problems;
    private final Map<String, OutputSettings> before = new LinkedHashMap<>();

    private SerialChecks(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    static void check(Settings settings, Problems problems) {
        SerialChecks checks = new SerialChecks(settings, problems);
        settings.outputs().forEach(checks::output);
    }

    private void output(String name, OutputSettings output) {
        if (output.sink() == null || !output.sink().isDevice() || output.profile() == null || output.meter() == null) {
            return;
        }
        String serial = serial(output);
        before.forEach((other, earlier) -> {
            boolean same = Objects.equals(earlier.profile(), output.profile())
                    && Objects.equals(serial(earlier), serial)
                    && (serial != null || nameless(earlier) && nameless(output));
            // One device may be seen at two places.
            if (same && (!Objects.equals(earlier.meter(), output.meter()) || together(earlier, output))) {
                report(name, other, serial);
            }
        });
        before.put(name, output);
    }

    private void report(String name, String other, @Nullable String serial) {
        String path = "outputs." + name;
        if (serial == null) {
            problems.keyError(
                    path,
                    Message.of(
                            "same-device-as-outputs",
                            "is the same device as 'outputs.{other}' to a consumer; each needs its own `identity: { serial: … }`",
                            other));
        } else {
            problems.error(
                    path + ".identity.serial",
                    Message.of(
                            "serial-number-outputs-too",
                            "'{serial}' is the serial number of 'outputs.{other}' too; a consumer takes both for one device",
                            serial,
                            other));
        }
    }

    private static @Nullable String serial(OutputSettings output) {
        return output.identity().get("serial");
    }

    /// A meter without registers has no serial number of its own.
    private boolean nameless(OutputSettings output) {
        MeterSettings meter = settings.meters().get(output.meter());
        return meter != null && meter.profile() == null;
    }

    private static boolean together(OutputSettings a, OutputSettings b) {
        return places(a).stream().anyMatch(places(b)::contains);
    }

    private static List<String> places(OutputSettings output) {
        return output.sink() == null ? List.of() : output.sink().places();
    }
}
