package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.yaml.Problem;
import io.polymeter.link.Protocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What emulated devices answer, word by word, where a source measures little: three powers over HTTP.
@Timeout(60)
class ServedFacesTest {

    private static final SettingsKinds KINDS = Protocol.kinds(Protocols.all());

    @TempDir
    private Path directory;

    private HttpServer source;
    private int port;

    @BeforeEach
    void start() throws IOException {
        source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        source.createContext("/", exchange -> {
            byte[] body =
                    "{\"a\":1000.5,\"b\":-200,\"c\":300,\"in\":12345,\"out\":655}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        source.start();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        source.stop(0);
    }

    private String text(String output) {
        return """
                http: { enabled: false }
                meters:
                  grid:
                    http:
                      url: http://127.0.0.1:%d/
                      every: 1s
                      points:
                        active-power.L1: a
                        active-power.L2: b
                        active-power.L3: c
                        active-energy-import: { json: in, unit: Wh }
                        active-energy-export: { json: out, unit: Wh }
                outputs:
                  face: { meter: grid, modbus: { serve: "tcp://127.0.0.1:%d" }, %s }
                """.formatted(source.getAddress().getPort(), port, output);
    }

    private @Nullable Plan plan(String output, List<String> messages) {
        Configuration configuration = Configuration.parse(
                directory.resolve("polymeter.yaml"), text(output).getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
        Plan plan = new Wiring(Catalog.builtIn(), Protocols.all()).plan(configuration);
        configuration.problems().sorted().stream().map(Problem::message).forEach(messages::add);
        return plan;
    }

    private interface Asked {
        void with(RawReader reader) throws IOException;
    }

    private void served(String output, Asked asked) throws Exception {
        List<String> messages = new java.util.ArrayList<>();
        Plan plan = plan(output, messages);
        assertThat(plan).as("%s", messages).isNotNull();
        try (Polymeter _ = Polymeter.start(plan)) {
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                try (RawReader reader = new RawReader(port, false)) {
                    asked.with(reader);
                }
            });
        }
    }

    @Test
    void aConstantThatAConsumerExpectsOtherwiseIsOverridden() throws Exception {
        served(
                "profile: huawei-dtsu666-h, identity: { serial: \"4711\", registers: { 2001: 0x3F80, 5000: 7 } }",
                reader -> {
                    assertThat(reader.words(1, 3, 2001, 1)).isEqualTo("3f80");
                    assertThat(reader.words(1, 3, 5000, 1))
                            .as("one the device lacks")
                            .isEqualTo("0007");
                });
    }

    /// A SolaX X1 asks with function 3 which meter it has, and reads an SDM230 with function 4.
    @Test
    void aConsumersOwnTypeCodeIsFilledIn() throws Exception {
        served("consumer: solax-x1, profile: eastron-sdm230", reader -> {
            assertThat(reader.words(1, 3, 11, 1)).isEqualTo("00a8");
            assertThat(reader.words(1, 4, 12, 2)).isEqualTo("4489 9000");
        });
    }

    @Test
    void noConstantTakesThePlaceOfAMeasuredValue() {
        List<String> messages = new java.util.ArrayList<>();
        assertThat(plan("profile: eastron-sdm630, identity: { registers: { 52: 1, 0x1x: 2, 7: 70000 } }", messages))
                .isNull();
        assertThat(messages)
                .anyMatch(message -> message.contains("register 52") && message.contains("is measured"))
                .anyMatch(message -> message.contains("'0x1x' is not an address"));
    }

    @Test
    void onlyEmulatedRegistersAreOverridden() {
        List<String> messages = new java.util.ArrayList<>();
        String mqtt = text("").replaceAll(
                        "modbus: .*", "mqtt: { broker: mqtt://127.0.0.1:1 }, identity: { registers: { 1: 2 } } }");
        Configuration configuration = Configuration.parse(
                directory.resolve("polymeter.yaml"), mqtt.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
        configuration.problems().sorted().stream().map(Problem::message).forEach(messages::add);
        assertThat(messages).anyMatch(message -> message.contains("only a modbus output has registers"));
    }

    /// dbus-modbus-client joins its reads over small holes: 0 to 79 in one.
    @Test
    void anEm24IsReadInOnePieceWithItsOwnWordForWhatIsNotMeasured() throws Exception {
        served("profile: carlo-gavazzi-em24-ethernet", reader -> {
            String words = reader.words(1, 3, 0, 80);
            assertThat(words).startsWith("ffff 7fff ffff 7fff");
            assertThat(words.split(" ")).hasSize(80).contains("0670").endsWith("0007", "0000");
            assertThat(reader.words(1, 3, 18, 6)).isEqualTo("2715 0000 f830 ffff 0bb8 0000");
            assertThat(reader.words(1, 4, 40, 2)).as("with the other function").isEqualTo("2afd 0000");
        });
    }

    @Test
    void anSdm630HasTheTotalOfItsDirections() throws Exception {
        served("profile: eastron-sdm630", reader -> {
            assertThat(reader.words(1, 4, 342, 2)).isEqualTo("4150 0000");
            assertThat(reader.words(1, 4, 344, 2)).as("nobody measured it").isEqualTo("7fc0 0000");
        });
    }

    @Test
    void aDtsu666AnswersBothFunctions() throws Exception {
        served("profile: chint-dtsu666", reader -> {
            String power = reader.words(1, 3, 0x2012, 2);
            assertThat(power).isEqualTo("462b f400");
            assertThat(reader.words(1, 4, 0x2012, 2)).isEqualTo(power);
        });
    }

    /// Between what carries something a device has registers that do not: alone, too, they are answered.
    @Test
    void registersThatCarryNothingAreAnsweredWhileTheSourceIsThere() throws Exception {
        served("profile: chint-dtsu666", reader -> {
            assertThat(reader.words(1, 3, 8226, 8)).isEqualTo("0000 0000 0000 0000 0000 0000 0000 0000");
            assertThat(reader.words(1, 3, 8300, 2)).isEqualTo("exception 2");
        });
    }

    /// Whatever measures our inverter: a walk of the chain finds it at the standard address, with a limit that
    /// the source does not have as "not implemented".
    @Test
    void aSunspecReaderSeesOurInverter() throws Exception {
        served("profile: sunspec-inverter, identity: { serial: \"4711\" }", reader -> {
            assertThat(reader.words(1, 3, 40_000, 4)).isEqualTo("5375 6e53 0001 0042");
            assertThat(reader.words(1, 3, 40_052, 2)).as("serial number").isEqualTo("3437 3131");
            assertThat(reader.words(1, 3, 40_070, 2)).isEqualTo("0067 0032");
            assertThat(reader.words(1, 3, 40_084, 2)).as("1100.5 W").isEqualTo("2afd ffff");
            assertThat(reader.words(1, 3, 40_122, 3)).isEqualTo("0078 001a 0004");
            assertThat(reader.words(1, 3, 40_150, 2)).isEqualTo("0079 001e");
            assertThat(reader.words(1, 3, 40_182, 2)).isEqualTo("007b 0018");
            assertThat(reader.words(1, 3, 40_187, 1)).as("no limit").isEqualTo("ffff");
            assertThat(reader.words(1, 3, 40_208, 2)).isEqualTo("ffff 0000");
            assertThat(reader.words(1, 3, 40_070, 52).split(" "))
                    .as("in one piece")
                    .hasSize(52);
        });
    }
}
