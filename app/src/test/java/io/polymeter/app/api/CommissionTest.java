package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Correction;
import io.polymeter.config.LinePhase;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommissionTest {

    @Test
    void aMeterIsExaminedWhileItRuns(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            assertThat(daemon.get("/api/commission/nothing").statusCode()).isEqualTo(404);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> daemon.get("/api/commission/grid").statusCode() == 200);
            JsonValue found = daemon.json("/api/commission/grid");
            assertThat(found.text("meter")).isEqualTo("grid");
            assertThat(found.get("findings")).isEqualTo(new JsonValue.ArrayValue(List.of()));
            assertThat(JsonText.of(Objects.requireNonNull(found.get("cannot-tell"))))
                    .contains("\"what\":\"sign\"")
                    .contains("\"needs\":\"seven steps of 200 W");
        }
    }

    @Test
    void whatIsFoundIsAddedToWhatIsCorrectedAlready() {
        Correction now = new Correction(
                -1,
                10,
                List.of(LinePhase.L2, LinePhase.L3, LinePhase.L1),
                List.of(LinePhase.L2),
                Map.of("voltage.L1", new Correction.PointScale(0.1)));
        CorrectionKeys keys = new CorrectionKeys(now);
        assertThat(keys.with(Map.of("sign", -1))).isEqualTo(Map.of("sign", 1));
        assertThat(keys.with(Map.of("scale", 0.1))).isEqualTo(Map.of("scale", 1.0));
        assertThat(keys.with(Map.of("phases", List.of("L3", "L1", "L2"))))
                .isEqualTo(Map.of("phases", List.of("L1", "L2", "L3")));
        assertThat(keys.with(Map.of("reversed", List.of("L2")))).isEqualTo(Map.of("reversed", List.of()));
        assertThat(keys.with(Map.of("points", Map.of("voltage.L1", Map.of("scale", 10.0)))))
                .isEqualTo(Map.of("points", Map.of("voltage.L1", Map.of("scale", 1.0))));
        assertThat(new CorrectionKeys(null).with(Map.of("sign", -1))).isEqualTo(Map.of("sign", -1));
    }
}
