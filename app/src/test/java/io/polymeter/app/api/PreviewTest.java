package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page says of a configuration before it is used: everything, and whether this machine can do it.
class PreviewTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @SuppressWarnings("NullAway.Init") // set below
    private String site;

    @BeforeEach
    void aPortOfItsOwn() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            site = Daemon.SITE.replace("127.0.0.1:0", "127.0.0.1:" + socket.getLocalPort());
        }
    }

    private List<JsonValue> problems(Daemon daemon, String text) throws Exception {
        String body =
                new String(JsonText.bytes(new JsonObject().put("text", text).build()), StandardCharsets.UTF_8);
        HttpResponse<String> reply = daemon.send("POST", "/api/configuration/check", body, daemon.login("secret"));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        JsonValue problems =
                Objects.requireNonNull(JsonValue.parse(reply.body()).get("problems"));
        return ((JsonValue.ArrayValue) problems).of();
    }

    private static String more(String name, String sink) {
        return "  " + name + ":\n    meter: grid\n    profile: eastron-sdm630\n    modbus: { " + sink + " }\n";
    }

    @Test
    void whatRunsAlreadyIsNoTrouble() throws Exception {
        try (Daemon daemon = new Daemon(directory, site, ", password: secret")) {
            assertThat(problems(daemon, Files.readString(daemon.file))).isEmpty();
        }
    }

    @Test
    void aPortOfAnotherProgramAndAnAdapterThatIsNotThereAreWarnedOf() throws Exception {
        try (Daemon daemon = new Daemon(directory, site, ", password: secret");
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text = Files.readString(daemon.file)
                    .replace(
                            "http:",
                            more("one", "serve: \"tcp://127.0.0.1:" + other.getLocalPort() + "\", unit: 1")
                                    + more("two", "serve: \"rtu:///dev/no-such-adapter\", unit: 1")
                                    + more("three", "serve: \"tcp://203.0.113.77:1502\", unit: 1")
                                    + "http:");
            List<JsonValue> problems = problems(daemon, text);
            assertThat(problems).allMatch(problem -> "warning".equals(problem.text("severity")));
            assertThat(problems)
                    .extracting(problem -> problem.text("path"))
                    .containsExactly(
                            "outputs.one.modbus.serve", "outputs.two.modbus.serve", "outputs.three.modbus.serve");
            assertThat(problems.get(0).text("message"))
                    .contains("port " + other.getLocalPort() + " is in use by another program");
            assertThat(problems.get(1).text("message")).contains("/dev/no-such-adapter is not there");
            assertThat(problems.get(2).text("message")).contains("no interface of this machine has that address");
        }
    }

    @Test
    void anErrorInOneSectionHidesNoOther() throws Exception {
        try (Daemon daemon = new Daemon(directory, site, ", password: secret")) {
            String text = """
                    meters:
                      grid: { modbus: { poll: "tcp://192.0.2.1:99999" } }
                      pv: { simulate: { scenario: no-such-day } }
                    outputs:
                      one: { meter: nobody, modbus: { serve: "tcp://127.0.0.1:1502" } }
                      two: { meter: pv, profile: no-such-profile, modbus: { serve: "rtu:///dev/no-such-adapter", unit: 1 } }
                    history: { keep: { second: forever } }
                    log: { level: loud }
                    """;
            assertThat(problems(daemon, text))
                    .extracting(problem -> problem.text("path"))
                    .contains(
                            "meters.grid.modbus.poll",
                            "meters.pv.simulate.scenario",
                            "outputs.one.meter",
                            "outputs.two.profile",
                            "history.keep.second",
                            "log.level");
        }
    }
}
