package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A meter shown as devices without registers, asked by foreign clients: npm ws and homewizard-energy-api,
/// python-zeroconf, and plain datagrams. When its source falls silent, nobody is told a number any more.
@Timeout(100)
class DeviceFacesIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final int web = Ports.free();
    private final int p1 = Ports.free();
    private final int udp = Ports.free();
    private final int sma = Ports.free();
    private final int gx = Ports.free();
    private final int meter = Ports.free();

    DeviceFacesIT() throws IOException {}

    private String configuration() {
        return """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { poll: "tcp://127.0.0.1:%d", unit: 1 }
                    fresh-for: { live: 2s, energy: 1m }
                outputs:
                  battery:
                    meter: grid
                    shelly: { serve: "http://0.0.0.0:%d", udp: [%d] }
                    identity: { mac: "B8:27:EB:36:42:42" }
                  reader: { meter: grid, homewizard: { serve: "http://127.0.0.1:%d", announce: false } }
                  inverter:
                    meter: grid
                    speedwire: { to: "udp://127.0.0.1:%d", every: 200ms }
                    identity: { serial: "1900200300" }
                  gx:
                    meter: grid
                    profile: victron-vm3p75ct
                    modbus: { serve: "udp://0.0.0.0:%d" }
                    identity: { serial: HQ42 }
                """.formatted(meter, web, udp, p1, sma, gx);
    }

    private static String node(String kind, String url) throws IOException {
        Outcome outcome = Outcome.of(
                List.of("node", Checkouts.path("lab/peers/node/faces.js").toString(), kind, url));
        assertThat(outcome.exit()).as(outcome::err).isZero();
        return outcome.out();
    }

    private int status(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + web + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private String battery() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(1000);
            byte[] ask = "{\"id\":5,\"src\":\"b\",\"method\":\"EM.GetStatus\",\"params\":{\"id\":0}}"
                    .getBytes(StandardCharsets.UTF_8);
            socket.send(
                    new DatagramPacket(ask, ask.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), udp)));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        } catch (java.net.SocketTimeoutException _) {
            return "silence";
        }
    }

    @Test
    void foreignClientsReadThemUntilTheSourceFallsSilent() throws Exception {
        Path found = directory.resolve("found");
        Path foundMeter = directory.resolve("found-meter");
        Process browser = browse("_shelly._tcp", found);
        Process meterBrowser = browse("_victron-energy-meter._udp", foundMeter);
        try (DatagramSocket inverter = new DatagramSocket(sma, InetAddress.getLoopbackAddress())) {
            inverter.setSoTimeout(2500);
            try (Polymeter source = Polymeter.simulate(directory, "kostal-ksem", "tcp://127.0.0.1:" + meter)) {
                try (Polymeter _ = Polymeter.run(directory, configuration())) {
                    await().atMost(SOON).ignoreExceptions().until(() -> status("/rpc/EM.GetStatus?id=0") == 200);
                    assertThat(node("shelly", "ws://127.0.0.1:" + web + "/rpc"))
                            .contains("\"id\":\"shellypro3em-b827eb364242\"", "\"total_act_power\":", "\"pongs\":1")
                            .contains("\"code\":1000");
                    assertThat(node("homewizard", "http://127.0.0.1:" + p1))
                            .contains("\"product_type\":\"HWE-P1\"", "\"active_power_w\":", "\"status\":200");
                    assertThat(battery()).startsWith("{\"id\":5,\"src\":\"shellypro3em-b827eb364242\",\"dst\":\"b\"");
                    DatagramPacket datagram = new DatagramPacket(new byte[2000], 2000);
                    inverter.receive(datagram);
                    assertThat(datagram.getLength()).isEqualTo(600);
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(Files.readString(found))
                                    .contains("added shellypro3em-b827eb364242._shelly._tcp.local. " + web)
                                    .contains("app=Pro3EM", "gen=2"));
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(Files.readString(foundMeter))
                                    .contains("added victron-vm3p75ct-HQ42._victron-energy-meter._udp.local. " + gx));

                    source.kill();
                    await().atMost(SOON).until(() -> status("/rpc/EM.GetStatus?id=0") == 503);
                    assertThat(battery()).isEqualTo("silence");
                    assertThat(node("homewizard", "http://127.0.0.1:" + p1))
                            .contains("\"data\":null", "\"status\":503", "\"serial\":");
                    await().atMost(SOON).until(() -> isSilent(inverter));
                }
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Files.readString(found)).contains("removed shellypro3em-"));
        } finally {
            browser.destroy();
            meterBrowser.destroy();
        }
    }

    private static Process browse(String service, Path found) throws IOException {
        return new ProcessBuilder(
                        "/usr/bin/python3",
                        Checkouts.path("lab/peers/python/mdns_browse.py").toString(),
                        service)
                .redirectOutput(found.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// A device that is simulated from its profile is the same to a foreign client as the real one.
    @Test
    void aForeignClientReadsADeviceThatIsSimulatedFromItsDocuments() throws Exception {
        String url = "http://127.0.0.1:" + p1;
        try (Polymeter _ = Polymeter.simulate(directory, "homewizard-p1", url)) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> node("homewizard", url).contains("\"status\":200"));
            assertThat(node("homewizard", url))
                    .contains("\"product_type\":\"HWE-P1\"", "\"active_power_w\":", "\"total_power_import_kwh\":")
                    .contains("\"active_voltage_l1_v\":23");
        }
    }

    private static boolean isSilent(DatagramSocket inverter) throws IOException {
        try {
            inverter.receive(new DatagramPacket(new byte[2000], 2000));
            return false;
        } catch (java.net.SocketTimeoutException _) {
            return true;
        }
    }
}
