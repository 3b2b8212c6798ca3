package io.polymeter.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.config.net.Endpoint;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Catalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// How commands reach devices and the daemon.
@Timeout(30)
class ClientPartsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "9600-8N1, 9600, NONE, 1",
        "19200-8e1, 19200, EVEN, 1",
        "' 38400-8O2 ', 38400, ODD, 2",
    })
    void aLineIsReadAsItIsWritten(String text, int baud, SerialParameters.Parity parity, int stopBits) {
        assertThat(EndpointClients.line(text, null)).isEqualTo(new SerialParameters(baud, parity, stopBits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9600", "9600-7E1", "9600-8N3", "fast-8N1"})
    void whatIsNoLineIsRefusedWithOneThatIs(String text) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> EndpointClients.line(text, null))
                .withMessageContaining("9600-8N1");
    }

    @Test
    void withoutALineTheProfileSaysIt() {
        assertThat(EndpointClients.line(
                        null, Catalog.builtIn().find("kostal-ksem").orElseThrow()))
                .isEqualTo(new SerialParameters(38_400, SerialParameters.Parity.NONE, 2));
        assertThat(EndpointClients.line(null, null))
                .isEqualTo(new SerialParameters(9_600, SerialParameters.Parity.NONE, 1));
    }

    @Test
    void anEndpointThatIsNoneOrCannotBeReadIsSaid() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> EndpointClients.endpoint("tpc://x"))
                .withMessageContaining("'tpc://x'");
        Endpoint udp = EndpointClients.endpoint("udp://127.0.0.1:502");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> EndpointClients.open(
                        udp, Duration.ofSeconds(1), EndpointClients.line(null, null), () -> directory))
                .withMessageContaining("can be served alone");
    }

    @Test
    void optionsOfDocumentsBecomeASource() {
        DocumentAccess none = new DocumentAccess();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("a", CommandLine.Model.CommandSpec.forAnnotatedObject(none)))
                .parseArgs();
        assertThat(none.isGiven()).isFalse();
        assertThat(none.source("http://192.168.1.9")).isEqualTo("http: { host: \"http://192.168.1.9\" }");
        DocumentAccess all = new DocumentAccess();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("a", CommandLine.Model.CommandSpec.forAnnotatedObject(all)))
                .parseArgs("--username", "me", "--password=a\"b", "--set", "portal=c06");
        assertThat(all.isGiven()).isTrue();
        assertThat(all.source("mqtt://192.168.1.5"))
                .isEqualTo("mqtt: { broker: \"mqtt://192.168.1.5\", username: \"me\", password: \"a\\\"b\","
                        + " variables: { \"portal\": \"c06\" } }");
    }

    @Test
    void withoutADaemonNobodyIsAsked() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> DaemonPage.of(directory))
                .withMessageContaining("no daemon runs with the state directory");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> StateRequest.ask(directory.resolve("drill"), new JsonObject(), Duration.ofSeconds(1)))
                .withMessageContaining("no daemon runs with the state directory");
        assertThat(LocalClient.within(Duration.ofSeconds(3)).connectTimeout()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aRequestIsTakenUpAndItsAnswerTakenAway() throws Exception {
        Thread daemon = Thread.ofVirtual().start(() -> {
            try {
                Path request = directory.resolve("request");
                while (!Files.exists(request)) {
                    Thread.onSpinWait();
                }
                String id = String.valueOf(
                        JsonValue.parse(Files.readAllBytes(request)).text("id"));
                Files.delete(request);
                Path answer = directory.resolve("answer");
                Files.writeString(answer, "{\"done\":\"yes\"}");
                Files.move(answer, directory.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        JsonValue answer = StateRequest.ask(directory, new JsonObject().put("output", "x"), Duration.ofSeconds(10));
        assertThat(answer.text("done")).isEqualTo("yes");
        daemon.join();
        try (var files = Files.list(directory)) {
            assertThat(files.toList()).isEmpty();
        }
    }

    /// Answers every read with the same refusal.
    private record Refusing(int code) implements ModbusClient {
        @Override
        public Response send(int unit, Request request) {
            return new Response.Refusal(request.functionCode(), io.polymeter.modbus.ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }

        @Override
        public void close() {}
    }

    @Test
    void whatHasNoModelChainIsNoSmartMeter() {
        StringWriter said = new StringWriter();
        try (Gen24Client client = new Gen24Client(() -> new Refusing(2), 240, new PrintWriter(said))) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> client.run(1))
                    .withMessageContaining("unit 240 has no model chain at 40000");
        }
        assertThat(List.of(said.toString())).containsExactly("");
    }
}
