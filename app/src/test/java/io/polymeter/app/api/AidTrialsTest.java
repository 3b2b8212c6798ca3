package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An aid is tried on a running output: it works, it is compared, and it ends without a trace in the file.
class AidTrialsTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    private static String site(int port) {
        return """
            meters:
              grid: { profile: kostal-ksem, simulate: { scenario: summer-day } }
            outputs:
              inverter: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 } }
            """.formatted(port);
    }

    private static int port() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static double number(JsonValue json, String... path) {
        JsonValue found = json;
        for (String key : path) {
            found = found == null ? null : found.get(key);
        }
        return found instanceof JsonValue.NumberValue(String text) ? Double.parseDouble(text) : Double.NaN;
    }

    private static void begin(Daemon daemon, String aid, String time) {
        HttpResponse<String> reply =
                daemon.send("POST", "/api/doctor/inverter/try", "{\"try\":\"" + aid + "\",\"for\":\"" + time + "\"}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    }

    private static @Nullable Duration waits(Daemon daemon) {
        return Objects.requireNonNull(
                        daemon.polymeter.plan().settings().outputs().get("inverter"))
                .waitForNew();
    }

    @Test
    void aReaderThatRepeatsGetsEachSampleOnceUntilTheTrialEndsByItself(@TempDir Path directory) throws Exception {
        int port = port();
        try (Daemon daemon = new Daemon(directory, site(port), "");
                TcpClient reader = new TcpClient(
                        ClientSettings.of("127.0.0.1", port).waiting(SOON, SOON), Connector.system(), Ticker.SYSTEM)) {
            byte[] file = Files.readAllBytes(daemon.file);
            Request power = new Request.ReadHoldingRegisters(40_097, 2);
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(reader.send(240, power)).isInstanceOf(Response.ReadRegisters.class);
                return number(daemon.json("/api/doctor/inverter"), "outputs", "inverter", "repeat-factor") > 2;
            });
            begin(daemon, "wait-for-new=900ms", "4s");
            assertThat(daemon.send("POST", "/api/doctor/inverter/try", "{\"try\":\"bias=10W\"}")
                            .statusCode())
                    .isEqualTo(422);
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
                reader.send(240, power);
                return daemon.get("/api/doctor/inverter/try").body().contains("\"running\":false");
            });
            JsonValue trial = daemon.json("/api/doctor/inverter/try");
            assertThat(trial.text("ended")).isEqualTo("the time is over");
            assertThat(number(trial, "before", "repeat-factor")).isGreaterThan(2);
            assertThat(number(trial, "with", "repeat-factor")).isBetween(0.9, 1.3);
            assertThat(number(trial, "with", "rms-w")).isPositive();
            assertThat(Files.readAllBytes(daemon.file)).isEqualTo(file);
            assertThat(waits(daemon)).isNull();
        }
    }

    @Test
    void whatCheckRefusesIsNotTriedAndAChangeOfTheFileEndsATrial(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, site(port()), "")) {
            await().atMost(SOON).until(() -> daemon.get("/api/doctor/inverter").statusCode() == 200);
            assertThat(daemon.get("/api/doctor/inverter/try").body()).contains("\"running\":false");
            HttpResponse<String> refused =
                    daemon.send("POST", "/api/doctor/inverter/try", "{\"try\":\"wait-for-new=3s\"}");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("more than 2s");
            assertThat(daemon.send("POST", "/api/doctor/inverter/try", "{\"try\":\"magic=1\"}")
                            .body())
                    .contains("wait-for-new");
            begin(daemon, "wait-for-new=500ms", "10m");
            Files.writeString(daemon.file, Files.readString(daemon.file).replace("unit: 240", "unit: 241"));
            await().atMost(SOON)
                    .until(() -> daemon.get("/api/doctor/inverter/try")
                            .body()
                            .contains("\"ended\":\"the configuration was changed\""));
            assertThat(waits(daemon)).isNull();
        }
    }
}
