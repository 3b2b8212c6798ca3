package io.polymeter.lab.interop.page;

import static io.polymeter.lab.peer.Registers.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page and the API of the daemon, used with the clients of others.
@Timeout(120)
class PageIT {

    private static final String ASK = "00 01 00 00 00 06 01 03 00 00 00 01";
    private static final String WORD_0 = "00 01 00 00 00 05 01 03 02 30 39";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private static String configuration(int page, int in, int out) {
        return """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1], unit: 1 }
                outputs:
                  one: { meter: grid, modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 } }
                  fronius: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 } }
                http: { listen: "127.0.0.1:%d", password: ${PASSWORD} }
                """.formatted(in, out, out, page);
    }

    private static String get(int page, String path, String... options) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:" + page + path);
        return Outcome.of(command).out();
    }

    @Test
    void othersUnderstandWhatThePageSays() throws Exception {
        int page = Ports.free();
        int in = Ports.free();
        int out = Ports.free();
        try (Polymeter _ = Polymeter.run(directory, configuration(page, in, out), Map.of("PASSWORD", "secret"))
                        .listening(in)
                        .listening(page);
                Stack.Running _ = Stack.push("tcp:127.0.0.1:" + in, 1, 0);
                RawTcp reader = new RawTcp(out)) {
            assertThat(reader.ask(ASK)).isEqualTo(WORD_0);
            String url = "http://127.0.0.1:" + page;
            assertThat(get(page, "/api/overview")).contains("\"sentence\":\"All is well: 1 meter is read");
            assertThat(get(page, "/health", "-o", "/dev/null", "-w", "%{http_code}"))
                    .isEqualTo("200");
            assertThat(get(page, "/", "--compressed")).startsWith("<!doctype html>");

            Outcome metrics = Outcome.of(List.of("/usr/bin/python3", peer("python/metrics.py"), url + "/metrics"));
            assertThat(metrics.exit()).as("%s", metrics).isZero();
            assertThat(metrics.out())
                    .contains("gauge polymeter_link_up{link=grid.push} 1.0")
                    .contains("counter polymeter_output_requests_total{output=one} 1.0")
                    .contains("gauge polymeter_meter_active_power_watts{meter=grid,phase=total} ")
                    .contains("counter polymeter_link_events_total{event=refused,link=grid.push} 0.0");

            Outcome events = Outcome.of(List.of("node", peer("node/events.js"), url + "/api/events?every=200", "5"));
            assertThat(events.out().lines()).containsOnly("overview 1").hasSize(5);

            assertExplained(page);
            Outcome document = Outcome.of(List.of(
                    "node",
                    peer("node/openapi.mjs"),
                    Checkouts.path("docs/reference/openapi.json").toString()));
            assertThat(document.out()).isEqualTo("valid OpenAPI 3.1\n");
        }
    }

    /// Words as they were pushed, and as the emulated meter shows them.
    private static void assertExplained(int page) throws IOException {
        assertThat(get(page, "/api/outputs/one/registers/1"))
                .contains("\"mirror\":true", "\"address\":0,\"count\":2,\"name\":\"ActivePowerPlus\"")
                .contains("\"words\":[\"" + hex(0, 2).replace(" ", "\",\"") + "\"]")
                .contains("\"formula\":\"raw × 0.1 W, raw is u32 in registers 0 to 1\"");
        assertThat(get(page, "/api/outputs/fronius/registers/40097"))
                .contains("\"mirror\":false", "\"point\":\"active-power\"", "\"encoding\":\"f32\"")
                .contains("\"source\":[{\"address\":0,\"count\":2,\"name\":\"ActivePowerPlus\"")
                .contains("\"words\":[\"" + hex(0, 2).replace(" ", "\",\"") + "\"]");
        assertThat(get(page, "/api/outputs/one"))
                .contains("\"readers\":[{\"address\":\"127.0.0.1\",\"unit\":1,\"count\":1,")
                .contains("\"below_us\":");
    }

    @Test
    void whoHasThePasswordChangesTheConfigurationAndNobodyElse() throws Exception {
        int page = Ports.free();
        int in = Ports.free();
        int out = Ports.free();
        String before = configuration(page, in, out);
        try (Polymeter polymeter = Polymeter.run(directory, before, Map.of("PASSWORD", "secret"))
                .listening(in)
                .listening(page)) {
            Outcome session = Outcome.of(List.of(
                    "/usr/bin/python3",
                    peer("python/session.py"),
                    "http://127.0.0.1:" + page,
                    "secret",
                    "unit: 240",
                    "unit: 241"));
            assertThat(session.out().lines())
                    .as("%s", session)
                    .containsExactly(
                            "GET /api/configuration 401",
                            "POST /api/session 401",
                            "POST /api/session 200",
                            "GET /api/configuration 200",
                            "POST /api/configuration/try 200",
                            "PUT /api/configuration 200",
                            "PUT /api/configuration 422",
                            "POST /api/configuration/rollback 200",
                            "DELETE /api/session 204",
                            "GET /api/configuration 401");
            assertThat(Files.readString(directory.resolve("polymeter.yaml"))).isEqualTo(before);
            assertThat(polymeter.lines("was changed and applied")).hasSize(2);
            assertThat(get(page, "/api/session", "-d", "password=secret")).contains("\"status\":415");
            assertThat(get(page, "/api/configuration", "-X", "PUT", "-H", "Origin: http://evil.example", "-d", "{}"))
                    .contains("\"status\":403");
            assertThat(get(page, "/api/overview", "-H", "Host: evil.example")).contains("\"status\":421");
            assertThat(polymeter.log()).doesNotContain("secret");
        }
    }

    @Test
    void aChangedFileIsAppliedByItselfAndOpenConnectionsStay() throws Exception {
        int page = Ports.free();
        int in = Ports.free();
        int out = Ports.free();
        int later = Ports.free();
        String before = configuration(page, in, out);
        Path file = directory.resolve("polymeter.yaml");
        try (Polymeter polymeter = Polymeter.run(directory, before, Map.of("PASSWORD", "secret"))
                        .listening(in)
                        .listening(page);
                Stack.Running push = Stack.push("tcp:127.0.0.1:" + in, 1, 0);
                RawTcp reader = new RawTcp(out)) {
            assertThat(reader.ask(ASK)).isEqualTo(WORD_0);
            Files.writeString(
                    file,
                    before.replace(
                            "http:",
                            "  two: { meter: grid, modbus: { serve: \"tcp://127.0.0.1:%d\", unit: 7 } }\nhttp:"
                                    .formatted(later)));
            polymeter.listening(later);
            assertThat(reader.ask(ASK)).as("on the connection of before").isEqualTo(WORD_0);

            Files.writeString(file, before.substring(0, before.length() / 2));
            polymeter.says("the previous configuration stays in use");
            await().atMost(SOON)
                    .until(
                            () -> get(page, "/api/overview"),
                            overview -> overview.contains("\"code\":\"configuration-refused\""));
            assertThat(Stack.LIBMODBUS.client("tcp:127.0.0.1:" + later, 7, "r3:0:8"))
                    .containsExactly(hex(0, 8));

            Files.writeString(file, before);
            await().atMost(SOON)
                    .until(
                            () -> get(page, "/api/overview"),
                            overview -> !overview.contains("\"name\":\"two\"") && overview.contains("\"well\":true"));
            assertThat(reader.ask(ASK)).as("on the connection of before").isEqualTo(WORD_0);
            assertThat(push.process().isAlive()).as("the meter's connection").isTrue();
            assertThat(get(page, "/metrics"))
                    .as("no reader has come twice")
                    .contains(
                            "polymeter_link_events_total{event=\"accepted\",link=\"tcp://127.0.0.1:" + out + "\"} 1.0");
            assertThat(polymeter.lines("the previous configuration stays in use"))
                    .hasSize(1);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidOnceAndOfNoConsequence() throws Exception {
        int in = Ports.free();
        int out = Ports.free();
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Polymeter polymeter = Polymeter.run(
                                directory, configuration(taken.getLocalPort(), in, out), Map.of("PASSWORD", "secret"))
                        .listening(in);
                Stack.Running _ = Stack.push("tcp:127.0.0.1:" + in, 1, 0);
                RawTcp reader = new RawTcp(out)) {
            polymeter.says("the page cannot listen at 127.0.0.1:" + taken.getLocalPort());
            assertThat(reader.ask(ASK)).isEqualTo(WORD_0);
            assertThat(polymeter.lines("the page cannot listen")).hasSize(1);
        }
    }

    private static String peer(String name) {
        return Checkouts.path("lab/peers/" + name).toString();
    }
}
