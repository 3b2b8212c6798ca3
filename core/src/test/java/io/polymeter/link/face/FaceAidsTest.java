package io.polymeter.link.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Protocol;
import io.polymeter.link.ct002.Ct002Output;
import io.polymeter.link.documents.DocumentsOutput;
import io.polymeter.link.ecotracker.EcotrackerOutput;
import io.polymeter.link.homewizard.HomewizardOutput;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.platform.Site;
import io.polymeter.link.shelly.ShellyOutput;
import io.polymeter.link.speedwire.SpeedwireOutput;
import io.polymeter.link.speedwire.SpeedwireProtocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What steadies a consumer reaches devices without registers, over real sockets; in fast time a meter whose power is
/// another one at each of its samples, one a second.
@Timeout(60)
class FaceAidsTest {

    private static final List<Protocol> ALL = List.of(
            HttpProtocol.create(),
            EcotrackerOutput.create(),
            HomewizardOutput.create(),
            ShellyOutput.create(),
            Ct002Output.create(),
            DocumentsOutput.create(),
            SpeedwireProtocol.create(),
            SpeedwireOutput.create());

    private final AtomicInteger samples = new AtomicInteger();
    private final HttpServer meter;
    private final HttpClient client = HttpClient.newHttpClient();

    FaceAidsTest() throws IOException {
        meter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        meter.createContext("/", exchange -> {
            byte[] body = ("{\"power\":" + (1000 + samples.incrementAndGet()) + "}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        meter.start();
    }

    @AfterEach
    void stop() {
        meter.stop(0);
        client.close();
    }

    private Site site(String output) {
        return new Site(ALL, """
                meters:
                  grid: { http: { url: "http://127.0.0.1:%d/", every: 1s, points: { active-power: power } } }
                outputs:
                  o: { meter: grid, %s }
                """.formatted(meter.getAddress().getPort(), output));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private double http(int port, String path, String field) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return number(JsonValue.parse(answer.body()), field);
    }

    private static double number(JsonValue object, String field) {
        return object.get(field) instanceof JsonValue.NumberValue(String literal)
                ? Double.parseDouble(literal)
                : Double.NaN;
    }

    private static String udp(int port, String text) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            socket.setSoTimeout(5000);
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer", e);
        }
    }

    /// Each of twenty answers, without a pause between, is another one, but for those who waited in vain.
    private static void eachIsNew(Site site, Callable<Double> question) throws Exception {
        await().ignoreExceptions().until(() -> question.call() > 0);
        List<Double> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(question.call());
        }
        long vain = site.counter("o.pacing", "waited-in-vain");
        assertThat(vain).isLessThan(10);
        assertThat(new HashSet<>(answers)).hasSizeGreaterThanOrEqualTo(20 - (int) vain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecotracker /v1/json power",
                "homewizard /api/v1/data active_power_w",
                "shelly /rpc/EM.GetStatus?id=0 total_act_power"
            })
    void whoAsksOverHttpWaitsForTheNextSample(String asked) throws Exception {
        int port = freePort();
        String[] parts = asked.split(" ", -1);
        try (Site site = site("wait-for-new: 2s, %s: { serve: \"http://127.0.0.1:%d\", announce: false }"
                .formatted(parts[0], port))) {
            eachIsNew(site, () -> http(port, parts[1], parts[2]));
        }
    }

    @Test
    void whoAsksADocumentWaitsForTheNextSample() throws Exception {
        int port = freePort();
        try (Site site = site("wait-for-new: 2s, profile: shelly-pro-3em, documents: { serve: \"http://127.0.0.1:%d\" }"
                .formatted(port))) {
            eachIsNew(site, () -> http(port, "/rpc/EM.GetStatus?id=0", "total_act_power"));
        }
    }

    @Test
    void whoAsksWithADatagramWaitsForTheNextSample() throws Exception {
        int port = freePort();
        try (Site site = site("wait-for-new: 2s, shelly: { udp: [%d] }".formatted(port))) {
            eachIsNew(site, () -> {
                JsonValue answer = JsonValue.parse(
                        udp(port, "{\"id\":1,\"src\":\"b\",\"method\":\"EM.GetStatus\",\"params\":{\"id\":0}}")
                                .getBytes(StandardCharsets.UTF_8));
                return number(Objects.requireNonNull(answer.get("result")), "total_act_power");
            });
        }
    }

    @Test
    void aBatteryWaitsForTheNextSampleAndAnotherOneWithIt() throws Exception {
        int port = freePort();
        String body = "\u0001\u000253|HMG-50|AABBCCDDEEFF|HME-4|000000000000|B|-217\u0003";
        int sum = body.chars().reduce(0, (a, b) -> a ^ b);
        String request = body + String.format("%02X", sum);
        try (Site site = site("wait-for-new: 2s, ct002: { serve: \"udp://127.0.0.1:%d\" }".formatted(port))) {
            eachIsNew(site, () -> Double.parseDouble(udp(port, request).split("\\|", -1)[8]));
        }
    }

    @Test
    void powerIsShiftedAndStillAddsUp() throws Exception {
        int port = freePort();
        try (Site _ = site("bias: 30W, shelly: { serve: \"http://127.0.0.1:%d\", announce: false }".formatted(port))) {
            await().ignoreExceptions().until(() -> http(port, "/rpc/EM.GetStatus?id=0", "total_act_power") > 0);
            int before = samples.get();
            double shown = http(port, "/rpc/EM.GetStatus?id=0", "total_act_power");
            assertThat(shown).isBetween(1029.0 + before - 1, 1031.0 + samples.get());
        }
    }

    @Test
    void aMinimumPeriodKeepsSamplesBack() throws Exception {
        int port = freePort();
        try (Site _ = site("min-sample-period: 5s, ecotracker: { serve: \"http://127.0.0.1:%d\", announce: false }"
                .formatted(port))) {
            await().ignoreExceptions().until(() -> http(port, "/v1/json", "power") > 0);
            List<Double> seen = new ArrayList<>();
            int before = samples.get();
            await().until(() -> {
                double power = http(port, "/v1/json", "power");
                if (!seen.contains(power)) {
                    seen.add(power);
                }
                return samples.get() > before + 20;
            });
            assertThat(seen).hasSizeBetween(3, 8);
        }
    }

    private static List<String> problems(String output) {
        return Site.problems(ALL, """
                meters:
                  grid: { http: { url: "http://127.0.0.1/", points: { active-power: power } } }
                outputs:
                  o: { meter: grid, %s }
                """.formatted(output));
    }

    @Test
    void whatCannotBeDoneIsRefusedWithTheReason() {
        assertThat(problems("wait-for-new: 1s, speedwire: {}"))
                .containsExactly("outputs.o.wait-for-new: only applies to outputs that are asked: modbus with 'serve',"
                        + " shelly, ecotracker, homewizard, ct002 and documents; this output sends by itself, as"
                        + " often as its 'every' says");
        assertThat(problems("min-sample-period: 1s, shelly: { mqtt: { broker: \"mqtt://127.0.0.1\" } }"))
                .anySatisfy(text -> assertThat(text).contains("min-sample-period: only applies to outputs that are"));
        assertThat(problems("bias: 30W, speedwire: {}"))
                .containsExactly("outputs.o.bias: its consumer gets another power than was measured");
        assertThat(problems("role: limit, smooth: 1s, ct002: {}"))
                .contains("outputs.o.smooth: changes values, which 'role: limit' forbids: a limit would be kept"
                        + " wrongly");
        assertThat(problems("min-sample-period: 8s, wait-for-new: 2s, ecotracker: {}"))
                .contains("outputs.o.min-sample-period: is more than half of the 15s after which a value is too old");
    }
}
