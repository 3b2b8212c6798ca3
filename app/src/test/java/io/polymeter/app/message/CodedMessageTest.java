package io.polymeter.app.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.mqtt.MqttProtocol;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the program says has a code where the page translates it, and the page has a text for each code.
class CodedMessageTest {

    private static final Pattern ENTRY = Pattern.compile("^ {2}'?([a-zA-Z0-9.-]+)'?: '(.*)',$", Pattern.MULTILINE);
    private static final Pattern PLACE = Pattern.compile("\\{[a-z]+}");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private static String code(String sentence) {
        return CodedMessage.of(sentence).map(CodedMessage::code).orElse("none: " + sentence);
    }

    private static Map<String, String> entries(String... files) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        for (String file : files) {
            try (InputStream in =
                    Objects.requireNonNull(CodedMessageTest.class.getResourceAsStream("/ui/js/" + file), file)) {
                Matcher matcher = ENTRY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (matcher.find()) {
                    entries.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        return entries;
    }

    private static Set<String> places(String text) {
        TreeSet<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }

    @Test
    void everyCodeIsSaidInGermanWithItsPlaces() throws IOException {
        Map<String, String> german = entries("messages-de.js");
        assertThat(MessageForm.values()).allSatisfy(form -> {
            String key = form.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(german).containsKey(key);
            assertThat(places(String.valueOf(german.get(key)))).as(key).isEqualTo(places(form.template()));
        });
        assertThat(german).hasSize(MessageForm.values().length);
    }

    @Test
    void whatConnectionsSayHasACode() {
        IOException cause = new IOException("detail");
        assertThat(Arrays.stream(ConnectFailedException.Reason.values())
                        .filter(reason -> reason != ConnectFailedException.Reason.OTHER)
                        .map(reason -> code(String.valueOf(
                                new ConnectFailedException("meter.lan", 502, reason, cause).getMessage()))))
                .containsExactly("connection-refused", "no-answer", "unreachable", "host-unknown", "tls-failed");
        assertThat(code("https://ha.lan: " + HttpFailure.message(new ConnectException("x"))))
                .isEqualTo("http-refused");
        assertThat(code("https://ha.lan: " + HttpFailure.message(401))).isEqualTo("http-login");
        assertThat(code("https://ha.lan: " + HttpFailure.message(503))).isEqualTo("http-status");
    }

    @Test
    void aReasonInsideAReasonHasACodeOfItsOwn() {
        ListenException taken = ListenException.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 502),
                new BindException("Address already in use"));
        CodedMessage coded = CodedMessage.of(String.valueOf(taken.getMessage())).orElseThrow();
        assertThat(coded.code()).isEqualTo("cannot-listen");
        assertThat(code(String.valueOf(coded.values().get("why")))).isEqualTo("port-in-use");
        assertThat(code("away (10.0.0.9:502: no answer in time); asked again each minute"))
                .isEqualTo("away");
    }

    @Test
    void whatIsWrongWithAConfigurationHasACode() throws IOException {
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), """
                meters:
                  grid: { profil: kostal-ksem, modbus: { poll: "tcp://1.2.3.4:99999" } }
                  b: { profile: auto, modbus: { poll: "tcp://1.2.3.4", unit: 300 } }
                  c: { simulate: summer-day, mqtt: { broker: "mqtt://h" } }
                  d: { simulate: summer-day, fresh-for: 5x, role: gid }
                  e: {}
                outputs:
                  o: { meter: gird, modbus: { serve: "tcp://0.0.0.0:502" } }
                colour: red
                """);
        List<Protocol> protocols =
                List.of(new ModbusProtocol(), MqttProtocol.create(new SystemClock()), new SimulateProtocol());
        SettingsKinds kinds = Protocol.kinds(protocols);
        List<String> codes = Configuration.load(file, kinds).problems().sorted().stream()
                .map(problem -> code(problem.message()))
                .toList();
        assertThat(codes)
                .contains(
                        "unknown-key-hint",
                        "unknown-key",
                        "not-a-port",
                        "expected-plain",
                        "expected",
                        "expected-hint",
                        "not-combined",
                        "needs-key",
                        "needs-source",
                        "no-meter-hint")
                .noneMatch(each -> each.startsWith("none"));
    }

    @Test
    void whatNobodyTranslatesHasNoCode() {
        assertThat(CodedMessage.of("")).isEmpty();
        assertThat(CodedMessage.of("something quite different")).isEmpty();
        assertThat(CodedMessage.of("x".repeat(1_000_000))).isEmpty();
        assertThat(CodedMessage.of("away (" + "a".repeat(15_000))).isEmpty();
    }

    @Test
    void everyQuantityHasANameInBothLanguages() throws IOException {
        for (String language : List.of("en", "de")) {
            Map<String, String> words = entries("words-" + language + ".js", "words-" + language + "-values.js");
            assertThat(Quantity.values())
                    .allSatisfy(quantity -> assertThat(words).containsKey("quantity." + quantity.id()));
        }
        assertThat(entries("words-de.js", "words-de-values.js").keySet())
                .isEqualTo(entries("words-en.js", "words-en-values.js").keySet());
    }
}
