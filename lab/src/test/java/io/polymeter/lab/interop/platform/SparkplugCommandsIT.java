package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.LimitedInverter;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.SparkplugHost;
import io.polymeter.lab.peer.SparkplugHost.Heard;
import io.polymeter.lab.peer.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a host may change: a power limit that ends in time, and a configuration that goes by itself where it does not
/// do well.
@Timeout(120)
class SparkplugCommandsIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    /// The metrics of a command.
    static String limit(double watts, long until) {
        return "{\"name\":\"Polymeter Control/Power Limit\",\"type\":\"Double\",\"value\":" + watts + "},"
                + "{\"name\":\"Polymeter Control/Power Limit Until\",\"type\":\"DateTime\",\"value\":" + until + "}";
    }

    private static Predicate<Heard> shows(String type, @Nullable Long alias, Predicate<JsonValue> value) {
        return each -> each.type().equals(type)
                && each.metrics().stream()
                        .anyMatch(metric -> Objects.equals(metric.alias(), alias) && value.test(metric.value()));
    }

    @Test
    void aPowerLimitReachesTheInverterAndEndsInTime() throws Exception {
        LimitedInverter.profile(directory, ", access: write");
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true");
                SparkplugHost host = new SparkplugHost(broker, directory);
                LimitedInverter inverter = new LimitedInverter();
                Polymeter polymeter = Polymeter.run(directory, """
                        meters:
                          pv: { profile: ./inverter.yaml, modbus: { poll: "tcp://127.0.0.1:%d" } }
                        outputs:
                          fleet:
                            meters: all
                            sparkplug: { broker: "mqtt://127.0.0.1:%d", group: north, node: site, every: 200ms, commands: limit }
                        """.formatted(inverter.port(), broker.port()))) {
            Heard birth = host.next(0, "DBIRTH", "pv");
            assertThat(birth.metric("rated-power").property("role")).isEqualTo("producer");
            Long alias = birth.metric("Polymeter Control/Power Limit").alias();
            assertThat(birth.metric("Polymeter Control/Power Limit").value()).isEqualTo(JsonValue.NullValue.NULL);
            String topic = "spBv1.0/north/DCMD/site/pv";
            long now = System.currentTimeMillis();
            host.command(topic, limit(2150, now - 1));
            polymeter.says("Power Limit Until: this moment has passed");
            host.command(topic, limit(2150, now + 90_000_000L));
            polymeter.says("more than 24 hours ahead");
            host.command(topic, limit(2150, 0).split("},", -1)[0] + "}");
            polymeter.says("a limit has to say when it ends");
            assertThat(inverter.written()).isEmpty();

            host.command(topic, limit(2150, System.currentTimeMillis() + 6000));
            host.next(0, shows("DDATA", alias, value -> value instanceof JsonValue.NumberValue), "the limit");
            assertThat(inverter.written()).hasSize(1).first().asString().matches("1 \\[2500, 0, [1-6], 0, 1]");
            // Its end does not need the host.
            broker.kill();
            await().atMost(SOON).until(() -> inverter.written().size() == 2);
            assertThat(inverter.written().getLast()).isEqualTo("5 [0]");
        }
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static String offer(String text, String hash) {
        String quoted = text.replace("\"", "\\\"").replace("\n", "\\n");
        return "{\"name\":\"Polymeter Control/Configuration\",\"type\":\"String\",\"value\":\"" + quoted + "\"},"
                + "{\"name\":\"Polymeter Control/Configuration Hash\",\"type\":\"String\",\"value\":\"" + hash + "\"}";
    }

    private static Predicate<JsonValue> says(String beginning) {
        return value ->
                value instanceof JsonValue.StringValue text && text.text().startsWith(beginning);
    }

    private static String secured(int secure, TlsFiles server, TlsFiles ours) {
        return """
                http: { enabled: false }
                meters:
                  grid: { simulate: summer-day }
                outputs:
                  fleet:
                    meters: all
                    sparkplug:
                      broker: "mqtts://127.0.0.1:%d"
                      group: north
                      node: site
                      every: 200ms
                      tls: { trust: %s, certificate: %s, key: %s }
                      commands: [configuration]
                """.formatted(secure, server.certificate(), ours.certificate(), ours.key());
    }

    @Test
    void aConfigurationIsKeptWhereItDoesWellAndGoesWhereItDoesNot() throws Exception {
        TlsFiles server = TlsFiles.make(directory, "broker", "-addext", "subjectAltName=IP:127.0.0.1");
        TlsFiles ours = TlsFiles.make(directory, "site");
        int secure = Ports.free();
        String text = secured(secure, server, ours);
        try (Mosquitto broker = new Mosquitto(
                        directory,
                        "allow_anonymous true",
                        "listener " + secure + " 127.0.0.1",
                        "certfile " + server.certificate(),
                        "keyfile " + server.key(),
                        "cafile " + ours.certificate(),
                        "require_certificate true");
                SparkplugHost host = new SparkplugHost(broker, directory);
                Polymeter polymeter =
                        Polymeter.run(directory, text, Map.of("JDK_JAVA_OPTIONS", "-Dpolymeter.trial=4"))) {
            host.next(0, "DDATA", "grid");
            Long alias = host.all("NBIRTH")
                    .getFirst()
                    .metric("Polymeter/Configuration State")
                    .alias();
            String topic = "spBv1.0/north/NCMD/site";
            String more = text.replace("grid:", "house: { simulate: summer-day }\n  grid:");
            host.command(topic, offer(more, hash(text)));
            polymeter.says("Configuration Hash: it is not the text's");

            String wrong = text.replace("every: 200ms", "every: soon");
            host.command(topic, offer(wrong, hash(wrong)));
            host.next(0, shows("NDATA", alias, says("refused: ")), "that it has an error");

            host.command(topic, offer(more, hash(more)));
            polymeter.says("is on trial").says("the configuration is kept");
            host.next(0, "DBIRTH", "house");
            assertThat(file()).isEqualTo(more);

            String away = more.replace("mqtts://127.0.0.1:" + secure, "mqtts://127.0.0.1:" + Ports.free());
            host.command(topic, offer(away, hash(away)));
            await().atMost(SOON).until(() -> file().equals(away));
            polymeter.says("the configuration before is back");
            assertThat(file()).isEqualTo(more);
            int behind = host.all().size();
            host.next(behind, "DDATA", "house");
            assertThat(Set.of("NBIRTH", "DBIRTH", "DDATA", "NDATA", "NDEATH", "NCMD", "DDEATH"))
                    .containsAll(host.all().stream().map(Heard::type).toList());
        }
    }

    private String file() throws IOException {
        return Files.readString(directory.resolve("polymeter.yaml"));
    }
}
