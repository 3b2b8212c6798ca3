package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Demo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The battery of the demonstration regulates on what it reads over a real connection: it is calm, swings when
/// the meter becomes late, the doctor names the loop, and `doctor --try wait-for-new` ends the swing.
@Timeout(600)
class DemoLoopIT {

    private static final String DOCTOR = "api/doctor/battery-inverter";
    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path directory;

    private static JsonValue member(JsonValue json, String... path) {
        JsonValue found = json;
        for (String key : path) {
            found = Objects.requireNonNull(found.get(key), key);
        }
        return found;
    }

    private static double number(JsonValue json, String... path) {
        return Objects.requireNonNullElse(Demo.number(member(json, path)), Double.NaN);
    }

    @Test
    void theSwingBeginsIsNamedAndIsEndedByWaitForNew() throws Exception {
        try (Demo demo = Demo.start(directory)) {
            demo.fault("late/1500");
            await().atMost(LONG).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
                JsonValue loop = member(demo.get(DOCTOR), "outputs", "battery-inverter");
                assertThat(member(loop, "oscillation").text("verdict")).isEqualTo("loop");
                assertThat(number(loop, "oscillation", "amplitude-w")).isGreaterThan(500);
                assertThat(member(loop, "advice").toString()).contains("swings by itself", "Switch on wait-for-new");
            });
            String wish = "{\"try\":\"wait-for-new=1500ms\",\"for\":\"90s\"}";
            assertThat(demo.ask("POST", DOCTOR + "/try", wish).status()).isEqualTo(202);
            await().atMost(LONG)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() ->
                            member(demo.get(DOCTOR + "/try"), "running").equals(new JsonValue.BooleanValue(false)));
            JsonValue trial = demo.get(DOCTOR + "/try");
            assertThat(number(trial, "before", "rms-w")).isGreaterThan(500);
            assertThat(number(trial, "with", "rms-w")).isLessThan(number(trial, "before", "rms-w") / 2);
            assertThat(number(trial, "with", "repeat-factor")).isBetween(0.9, 1.3);
        }
    }
}
