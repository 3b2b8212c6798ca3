package io.polymeter.app.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.capture.Exchange;
import io.polymeter.capture.RecordedDevice;
import io.polymeter.capture.Recording;
import io.polymeter.config.Configuration;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.modbus.serial.RtuServer;
import io.polymeter.modbus.serial.RtuSettings;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A meter on a serial line is polled, and shown over TCP, while somebody records; then the recording is the meter.
class RecordLinkTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private static int port() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            return free.getLocalPort();
        }
    }

    /// Register pairs that hold ever larger numbers as float32.
    private static Response meter(AtomicInteger count, int quantity) {
        int[] words = new int[quantity];
        for (int i = 0; i < quantity; i += 2) {
            int bits = Float.floatToIntBits(100 + i + count.incrementAndGet() % 50);
            words[i] = bits >>> 16;
            if (i + 1 < quantity) {
                words[i + 1] = bits & 0xffff;
            }
        }
        return new Response.ReadRegisters(4, Words.of(words));
    }

    private static ModbusClient client(int port) {
        ClientSettings settings =
                ClientSettings.of("127.0.0.1", port).waiting(Duration.ofSeconds(2), Duration.ofSeconds(2));
        return new TcpClient(settings, Connector.system(), Ticker.SYSTEM);
    }

    private void ask(String id, int seconds) throws IOException {
        Path asked = RecordLink.directory(directory).resolve("asked");
        Files.writeString(
                asked,
                JsonText.of(new JsonObject()
                        .put("id", id)
                        .put("seconds", String.valueOf(seconds))
                        .build()));
        Files.move(asked, RecordLink.directory(directory).resolve("request"));
    }

    private Path file(String name) {
        return RecordLink.directory(directory).resolve(name);
    }

    private Plan plan(Path device, int port, ModbusProtocol modbus) throws IOException {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, """
                meters:
                  grid: { profile: eastron-sdm630, modbus: { poll: "rtu://%s", unit: 1, every: 500ms } }
                outputs:
                  face:
                    meter: grid
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 9 }
                state: %s
                """.formatted(device, port, directory));
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(modbus));
        Configuration read = Configuration.load(file, wiring.kinds());
        return Objects.requireNonNull(
                wiring.plan(read), () -> read.problems().sorted().toString());
    }

    @Test
    void bothSidesAreRecordedAndTheRecordingIsTheMeterAgain() throws Exception {
        AtomicInteger count = new AtomicInteger();
        ModbusProtocol modbus = new ModbusProtocol();
        int port = port();
        Recording recording;
        try (Pty pty = Pty.open()) {
            RtuServer server = new RtuServer(
                    (_, _) -> pty.master(),
                    "meter",
                    RtuSettings.of(SerialParameters.STANDARD, unit -> unit == 1),
                    (_, request, _) -> meter(count, ((Request.ReadInputRegisters) request).quantity()));
            Thread serving = Thread.ofPlatform().daemon().start(() -> serve(server));
            try (Polymeter polymeter = Polymeter.start(plan(pty.device(), port, modbus))) {
                polymeter.attach(new RecordLink(polymeter, List.of(modbus.traffic()), directory));
                recording = recorded(port);
            } finally {
                serving.interrupt();
            }
        }
        replayed(recording);
    }

    private static void serve(RtuServer server) {
        try {
            server.run();
        } catch (IOException | InterruptedException _) {
            // The end of the test.
        }
    }

    private Recording recorded(int port) throws Exception {
        try (ModbusClient client = client(port)) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() ->
                            client.send(9, new Request.ReadInputRegisters(0, 6)) instanceof Response.ReadRegisters);
            Files.writeString(file("abc.wanted"), "");
            ask("abc", 3);
            await().atMost(SOON).until(() -> {
                client.send(9, new Request.ReadInputRegisters(0, 6));
                return Files.exists(file("abc.json"));
            });
        }
        JsonValue answer = JsonValue.parse(Files.readAllBytes(file("abc.json")));
        assertThat(answer.text("error")).isNull();
        assertThat(Files.readString(file("abc.values"))).contains("\"meter\":\"grid\"", "\"voltage.L1\":");
        byte[] bytes = Files.readAllBytes(file("abc.pcapng"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("RTU 01 04 00 00 00").doesNotContain("127.0.0.1", "/dev/pts", "grid", "face");
        return Recording.read(file("abc.pcapng"));
    }

    private static void replayed(Recording recording) throws Exception {
        assertThat(recording.devices()).contains("device 1, rtu", "served 1, tcp");
        int device = recording.devices().indexOf("device 1, rtu");
        Exchange first = recording.exchanges().stream()
                .filter(exchange -> exchange.device() == device && exchange.reply() != null)
                .findFirst()
                .orElseThrow();
        RecordedDevice played = new RecordedDevice(recording, device, 1, System::nanoTime);
        try (TcpServer server = TcpServer.open()) {
            int port = server.listen(TcpListener.plain(new InetSocketAddress(HERE, 0), played))
                    .localAddress()
                    .getPort();
            try (ModbusClient client = client(port)) {
                assertThat(client.send(1, first.request())).isEqualTo(first.reply());
                await().atMost(SOON).until(played::over);
                assertThat(client.send(1, first.request())).isInstanceOf(Response.Refusal.class);
            }
        }
    }

    @Test
    void aRecordingEndsWhenItIsNotWantedAnyMore() throws Exception {
        ModbusProtocol modbus = new ModbusProtocol();
        try (Polymeter polymeter = Polymeter.start(plan(directory.resolve("none"), port(), modbus))) {
            Files.createDirectories(RecordLink.directory(directory));
            polymeter.attach(new RecordLink(polymeter, List.of(modbus.traffic()), directory));
            await().atMost(SOON)
                    .until(() -> polymeter.snapshot().links().stream()
                            .anyMatch(link -> link.name().equals("record")
                                    && link.reason().equals("no recording is asked for")));
            Files.writeString(file("abc.wanted"), "");
            ask("abc", 0);
            await().atMost(SOON).until(modbus.traffic()::recorded);
            Files.delete(file("abc.wanted"));
            await().atMost(SOON).until(() -> Files.exists(file("abc.json")));
            assertThat(modbus.traffic().recorded()).isFalse();
            assertThat(Files.exists(file("abc.pcapng"))).isTrue();
        }
    }
}
