package io.polymeter.app.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Configuration;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The source of an output is cut while an inverter reads it.
class DrillTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private JsonValue drill(int port, String output) throws Exception {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, """
                meters:
                  grid: { profile: kostal-ksem, simulate: {}, fresh-for: 1s }
                outputs:
                  inverter:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                state: %s
                """.formatted(port, directory));
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));
        Configuration read = Configuration.load(file, wiring.kinds());
        Plan plan = Objects.requireNonNull(
                wiring.plan(read), () -> read.problems().sorted().toString());
        Files.createDirectories(DrillLink.directory(directory));
        try (Polymeter polymeter = Polymeter.start(plan)) {
            polymeter.attach(
                    new DrillLink(new Drills(polymeter, directory, file, "test"), directory, _ -> new JsonObject()));
            await().atMost(SOON).ignoreExceptions().until(() -> asks(port) == 3);
            Path request = DrillLink.directory(directory).resolve("asked");
            Files.writeString(
                    request,
                    JsonText.of(new JsonObject()
                            .put("id", "abc")
                            .put("output", output)
                            .put("cut", "silence")
                            .put("for-ms", "3000")
                            .build()));
            // The link deletes what was asked before it began.
            await().atMost(SOON)
                    .until(() -> polymeter.snapshot().links().stream()
                            .anyMatch(link ->
                                    link.name().equals("drill") && link.reason().equals("no drill is asked for")));
            Files.move(request, DrillLink.directory(directory).resolve("request"));
            Path answer = DrillLink.directory(directory).resolve("abc.json");
            await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
                asks(port);
                return Files.exists(answer);
            });
            return JsonValue.parse(Files.readAllBytes(answer));
        }
    }

    private static int port() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            return free.getLocalPort();
        }
    }

    /// Reads the total power.
    ///
    /// @return the function code of the answer
    private static int asks(int port) throws IOException {
        try (Socket socket = new Socket(HERE, port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(12)
                            .putInt(1 << 16)
                            .putShort((short) 6)
                            .putShort((short) (240 << 8 | 3))
                            .putShort((short) 40_097)
                            .putShort((short) 2)
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] head = new byte[8];
            in.readFully(head);
            return head[7] & 0xff;
        }
    }

    private static double number(JsonValue report, String key) {
        return report.get(key) instanceof JsonValue.NumberValue(String text) ? Double.parseDouble(text) : Double.NaN;
    }

    @Test
    void itIsReportedWhenTheLastValueWasServedAndWhenAllWasWellAgain() throws Exception {
        JsonValue report = drill(port(), "inverter");
        assertThat(report.text("error")).isNull();
        assertThat(number(report, "last-served-s")).isBetween(0.0, 1.6);
        assertThat(number(report, "served-meanwhile")).isGreaterThan(0);
        assertThat(number(report, "oldest-served-s")).isLessThanOrEqualTo(1.05);
        assertThat(report.text("told")).isEqualTo("exception: stale");
        assertThat(number(report, "recovered-s")).isBetween(0.0, 10.0);
        assertThat(report.text("note")).contains("no proof of conformity");
        signed(report);
    }

    private static void signed(JsonValue report) throws Exception {
        JsonObject body = new JsonObject();
        if (report instanceof JsonValue.ObjectValue(Map<String, JsonValue> members)) {
            members.forEach((key, value) -> {
                if (!List.of("sha256", "signature", "public-key").contains(key)) {
                    body.put(key, value);
                }
            });
        }
        byte[] bytes = JsonText.of(DrillReport.sorted(body.build())).getBytes(StandardCharsets.UTF_8);
        assertThat(report.text("sha256"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(report.text("public-key")))));
        signature.update(bytes);
        assertThat(signature.verify(Base64.getDecoder().decode(report.text("signature"))))
                .isTrue();
    }

    @Test
    void anUnknownOutputIsNamed() throws Exception {
        assertThat(drill(port(), "nobody").text("error"))
                .isEqualTo("there is no output 'nobody' whose timing is" + " measured");
    }
}
