package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.cli.Cli;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `polymeter status` beside a daemon that runs, is in trouble, or is gone.
@Timeout(60)
class StatusTest {

    private record Result(int exit, String out, String err) {}

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void aDaemonThatDoesWellSaysSo() throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: not-a-secret")) {
            Result result = status(daemon, "--json");
            assertThat(result.out()).contains("\"verdict\": \"well\"");
            assertThat(result.exit()).isZero();
            assertThat(result.err()).isEmpty();
            JsonValue status = JsonValue.parse(result.out());
            JsonValue grid = Objects.requireNonNull(
                    Objects.requireNonNull(status.get("meters")).get("grid"));
            assertThat(grid.text("state")).isEqualTo("fresh");
            assertThat(grid.get("age-s")).isInstanceOf(JsonValue.NumberValue.class);
            assertThat(Objects.requireNonNull(grid.get("values")).get("active-power"))
                    .isInstanceOf(JsonValue.NumberValue.class);
            JsonValue inverter = Objects.requireNonNull(
                    Objects.requireNonNull(status.get("outputs")).get("inverter"));
            assertThat(inverter.text("state")).isEqualTo("fresh");
            assertThat(inverter.get("asked-per-minute")).isEqualTo(new JsonValue.NumberValue("0"));
            assertThat(inverter.get("refused-share")).isEqualTo(JsonValue.NullValue.NULL);

            Result people = status(daemon);
            assertThat(people.exit()).isZero();
            assertThat(people.out().lines()).hasSize(4);
            assertThat(people.out())
                    .startsWith("All is well: 1 meter is read, 1 output is shown.\n")
                    .containsPattern("\nNow: the grid (gives|takes) [0-9.]+ kW, what the house takes is not measured\n")
                    .containsPattern("grid (imports|exports|takes|feeds) [0-9.]+ kW")
                    .contains("inverter is shown, nobody has asked");
        }
    }

    /// Registers that the shown device does not have, asked for again and again beside a fresh meter.
    @Test
    void aConsumerThatIsRefusedMostOfWhatItAsksIsNamedWithTheRegisters() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Daemon daemon = new Daemon(
                directory, Daemon.SITE.replace("127.0.0.1:0\", unit", "127.0.0.1:" + port + "\", unit"), "")) {
            try (Socket consumer = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] ask = {0, 1, 0, 0, 0, 6, (byte) 240, 3, 0x13, (byte) 0x88, 0, 10};
                for (int i = 0; i < 5; i++) {
                    consumer.getOutputStream().write(ask);
                    assertThat(consumer.getInputStream().readNBytes(9)).endsWith(0x83, 2);
                }
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> daemon.get("/api/status").body().contains("refused most of what it asks"));
            }
            JsonValue status = JsonValue.parse(daemon.get("/api/status").body());
            assertThat(status.text("verdict")).isEqualTo("degraded");
            assertThat(String.valueOf(status.get("sentences")))
                    .contains("5 of 5 reads refused, registers 5000-5009 are not all there in this device");
            JsonValue inverter = Objects.requireNonNull(
                    Objects.requireNonNull(status.get("outputs")).get("inverter"));
            assertThat(inverter.get("refused-share")).isEqualTo(new JsonValue.NumberValue("1"));
            assertThat(daemon.get("/api/outputs/inverter").body()).contains("\"refused_lately\":5");
        }
    }

    @Test
    void aMeterThatDoesNotAnswerIsSaidFirst() throws Exception {
        String site = Daemon.SITE.replace("outputs:", """
              wallbox: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:1" } }
            outputs:""");
        try (Daemon daemon = new Daemon(directory, site, "")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> daemon.get("/api/status").body().contains("\"verdict\":\"failed\""));
            Result result = status(daemon);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out())
                    .startsWith("wallbox.poll has failed: ")
                    .contains("\nNothing has been received from wallbox", "\ngrid ");
            assertThat(result.out().lines()).hasSizeLessThanOrEqualTo(10);
        }
    }

    @Test
    void whereNoDaemonRunsThatIsTheStatus() throws Exception {
        Path file;
        Path told;
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            file = daemon.file;
            told = directory.resolve("state").resolve("http");
            assertThat(Files.readString(told)).isEqualTo("http://127.0.0.1:" + daemon.port() + "\n");
        }
        assertThat(told).doesNotExist();
        for (String left : List.of("", "http://127.0.0.1:1\n", "not an address\n")) {
            if (!left.isEmpty()) {
                Files.writeString(told, left);
            }
            Result people = run("status", "--config", file.toString());
            assertThat(people.exit()).isEqualTo(1);
            assertThat(people.err().lines()).hasSize(1);
            assertThat(people.err()).contains("no daemon").doesNotContain("Exception");
            Result programs = run("status", "--json", "--config", file.toString());
            assertThat(programs.exit()).isEqualTo(1);
            assertThat(programs.err()).isEmpty();
            assertThat(JsonValue.parse(programs.out()).text("verdict")).isEqualTo("failed");
            assertThat(programs.out()).contains("no daemon");
        }
    }

    private static Result status(Daemon daemon, String... more) {
        return more.length == 0
                ? run("status", "--config", daemon.file.toString())
                : run("status", more[0], "--config", daemon.file.toString());
    }

    private static Result run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exit = Cli.run(() -> List.of(new SimulateProtocol(), new ModbusProtocol()), words);
            return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
