package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a consumer's reads look like to whoever asks how the loop is.
class DoctorTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void readsAreTimedAndShown(@TempDir Path directory) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        String site = Daemon.SITE.replace("127.0.0.1:0", "127.0.0.1:" + port);
        try (Daemon daemon = new Daemon(directory, site, "")) {
            assertThat(daemon.get("/api/doctor/nothing").statusCode()).isEqualTo(404);
            read(port, 30);
            await().atMost(SOON).until(() -> find(daemon, "source-s", "p50") instanceof JsonValue.NumberValue);
            assertThat(number(daemon, "answers")).isEqualTo(30);
            assertThat(number(daemon, "age-s", "p95")).isBetween(0.0, 15.0);
            assertThat(number(daemon, "repeat-factor")).isGreaterThanOrEqualTo(1);
            assertThat(find(daemon, "oscillation", "verdict")).isEqualTo(new JsonValue.StringValue("none"));
            assertThat(find(daemon, "oscillation", "alarm")).isEqualTo(new JsonValue.BooleanValue(false));
            assertThat(find(daemon, "margin")).isEqualTo(JsonValue.NullValue.NULL);
            assertThat(daemon.get("/metrics").body())
                    .contains("polymeter_output_age_seconds_bucket{group=\"live\",output=\"inverter\",le=\"0.016\"}")
                    .contains("polymeter_output_age_seconds_count{group=\"live\",output=\"inverter\"} 30")
                    .contains("polymeter_output_poll_seconds_count{group=\"live\",output=\"inverter\"} 29")
                    .contains("polymeter_output_source_seconds_bucket{group=\"live\",output=\"inverter\",le=")
                    .contains("polymeter_output_answers_total{group=\"live\",output=\"inverter\"} 30");
        }
    }

    /// Reads the live values of a Fronius meter, one request after the other.
    private static void read(int port, int times) throws Exception {
        try (Socket socket = new Socket(HERE, port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < times; i++) {
                socket.getOutputStream()
                        .write(ByteBuffer.allocate(12)
                                .putShort((short) i)
                                .putInt(6)
                                .putShort((short) (240 << 8 | 3))
                                .putShort((short) 40_097)
                                .putShort((short) 2)
                                .array());
                byte[] answer = new byte[13];
                in.readFully(answer);
                assertThat(answer[7]).as("function code").isEqualTo((byte) 3);
            }
        }
    }

    private static JsonValue find(Daemon daemon, String... path) throws Exception {
        JsonValue found = daemon.json("/api/doctor/inverter");
        for (String name : new String[] {"outputs", "inverter"}) {
            found = Objects.requireNonNull(found.get(name));
        }
        for (String name : path) {
            found = Objects.requireNonNull(found.get(name), name);
        }
        return found;
    }

    private static double number(Daemon daemon, String... path) throws Exception {
        return find(daemon, path) instanceof JsonValue.NumberValue(String digits)
                ? Double.parseDouble(digits)
                : Double.NaN;
    }
}
