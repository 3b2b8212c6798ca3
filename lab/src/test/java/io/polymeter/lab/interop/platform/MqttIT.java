package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Publisher;
import io.polymeter.lab.peer.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A meter that publishes to a mosquitto, shown as a Fronius Smart Meter.
@Timeout(60)
class MqttIT {

    private static final int W = 40097;
    private static final int W_L1 = 40099;
    private static final int EXPORTED = 40129;
    private static final int IMPORTED = 40137;
    private static final int VOLTAGE = 40081;

    private static final String POINTS = """
            points:
              active-power: house/power
              voltage: { topic: house/volts, json: /u, time: /at }
              active-energy-export: { topic: house/counters, json: out, time: at, unit: kWh }
              active-energy-import: { topic: house/counters, json: in, unit: kWh }
            """.indent(6);

    @TempDir
    private Path directory;

    private static String configuration(int served, String broker, String freshFor, String... more) {
        return """
                meters:
                  grid:
                    mqtt:
                      broker: %s
                %s%s    phase: L1
                    fresh-for: %s
                outputs:
                  gen24:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                """.formatted(broker, String.join("\n", more).indent(6), POINTS, freshFor, served);
    }

    private static void served(FroniusReader reader, int address, double value) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reader.number(address)).isEqualTo((float) value));
    }

    @Test
    void whatTheBrokerHadKeptIsServedOnlyWhereItSaysThatItIsYoung() throws Exception {
        int port = Ports.free();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String recently = Instant.now().minusSeconds(30).toString();
            broker.publish("house/power", "4711", "-r");
            broker.publish("house/volts", "{\"u\":229,\"at\":\"2026-01-01T00:00:00Z\"}", "-r");
            broker.publish("house/counters", "{\"in\":1,\"out\":2.5,\"at\":\"" + recently + "\"}", "-r");
            String address = "mqtt://127.0.0.1:" + broker.port();
            String text = configuration(port, address, "5s");
            try (Polymeter _ = Polymeter.run(directory, text).listening(port);
                    FroniusReader reader = new FroniusReader(port, 240)) {
                served(reader, EXPORTED, 2500);
                assertThat(reader.number(IMPORTED)).as("nobody knows how old").isNaN();
                assertThat(reader.number(W)).isNaN();
                assertThat(reader.number(VOLTAGE)).as("of last January").isNaN();

                broker.publish("house/power", "1234.5 W");
                broker.publish("house/volts", "{\"u\":\"0.2315 kV\",\"at\":\"" + Instant.now() + "\"}");
                served(reader, W, 1234.5);
                served(reader, W_L1, 1234.5);
                served(reader, VOLTAGE, 231.5);
                assertThat(reader.ask(40071, 58)).startsWith("03 74 7f c0 00 00");
                await().atMost(Duration.ofSeconds(10)).until(() -> reader.lost(W));
            }
        }
    }

    @Test
    void aBrokerThatIsKilledUnderLoadComesBackAndNothingOldIsServedMeanwhile() throws Exception {
        int port = Ports.free();
        Duration limit = Duration.ofMillis(1500);
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String address = "mqtt://127.0.0.1:" + broker.port();
            String text = configuration(port, address, limit.toMillis() + "ms");
            broker.publish("house/power", "4711000", "-r");
            try (Polymeter polymeter = Polymeter.run(directory, text).listening(port);
                    Publisher publisher = new Publisher(broker, "house/power");
                    FroniusReader reader = new FroniusReader(port, 240)) {
                Watch watch = new Watch(reader, publisher, limit);
                for (int round = 0; round < 2; round++) {
                    int before = publisher.last();
                    await().atMost(Duration.ofSeconds(20)).until(() -> watch.sees() > before + 100);
                    broker.kill();
                    await().atMost(Duration.ofSeconds(5)).until(() -> watch.sees() < 0);
                    int lost = publisher.last();
                    polymeter.says("grid.mqtt: mqtt://127.0.0.1:" + broker.port());
                    broker.start();
                    await().atMost(Duration.ofSeconds(20)).until(() -> watch.sees() > lost);
                }
            }
        }
    }

    /// Looks at the power all the time: it is never one that was published longer ago than is fresh, and never one
    /// from before the one seen last.
    private static final class Watch {
        private final FroniusReader reader;
        private final Publisher publisher;
        private final Duration limit;
        private int seen;

        private Watch(FroniusReader reader, Publisher publisher, Duration limit) {
            this.reader = reader;
            this.publisher = publisher;
            this.limit = limit;
        }

        /// The power now, -1 where there is none.
        int sees() throws IOException {
            for (int i = 0; i < 20; i++) {
                float power = reader.number(W);
                if (Float.isNaN(power)) {
                    return -1;
                }
                int value = (int) power;
                assertThat(value).isGreaterThanOrEqualTo(seen);
                // The way here takes time too, on a machine that does much else.
                assertThat(Duration.ofNanos(publisher.age(value))).isLessThan(limit.plusMillis(500));
                seen = value;
            }
            return seen;
        }
    }

    @Test
    void theLastWillOfThePublisherTakesItsValuesAway() throws Exception {
        int port = Ports.free();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            String text = configuration(
                    port,
                    "mqtt://127.0.0.1:" + broker.port(),
                    "5m",
                    "availability: { topic: house/LWT, online: Online }");
            List<String> will = broker.client(
                    "mosquitto_sub", "-t", "none", "--will-topic", "house/LWT", "--will-payload", "Offline");
            Process publisher = new ProcessBuilder(will).start();
            try (Polymeter _ = Polymeter.run(directory, text).listening(port);
                    FroniusReader reader = new FroniusReader(port, 240)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    broker.publish("house/LWT", "Online");
                    broker.publish("house/power", "15");
                    return reader.number(W) == 15;
                });
                publisher.destroyForcibly();
                await().atMost(Duration.ofSeconds(10)).until(() -> Float.isNaN(reader.number(W)));
                broker.publish("house/power", "16");
                served(reader, W, 16);
            } finally {
                publisher.destroyForcibly();
            }
        }
    }

    @Test
    void aBrokerIsTrustedByItsCertificateAndWantsThePassword() throws Exception {
        int port = Ports.free();
        TlsFiles files = TlsFiles.make(directory, "broker");
        TlsFiles stranger = TlsFiles.make(directory, "stranger");
        Path passwords = directory.resolve("passwords");
        assertThat(Outcome.of(List.of("mosquitto_passwd", "-c", "-b", passwords.toString(), "reader", "secret"))
                        .exit())
                .isZero();
        try (Mosquitto broker = new Mosquitto(
                directory,
                "certfile " + files.certificate(),
                "keyfile " + files.key(),
                "allow_anonymous false",
                "password_file " + passwords)) {
            String address = "mqtts://127.0.0.1:" + broker.port();
            String good = "tls: { trust: " + files.certificate() + " }";
            String[] user = {"username: reader", "password: secret"};
            try (Polymeter polymeter = Polymeter.run(directory, configuration(port, address, "5s", user[0], user[1]))
                    .listening(port)) {
                polymeter.says("the certificate is self-signed: accept it on the page");
                polymeter.reload(configuration(
                        port, address, "5s", user[0], user[1], "tls: { trust: " + stranger.certificate() + " }"));
                polymeter.says("polymeter trust accept " + files.fingerprint());
                assertThat(polymeter.log()).doesNotContain("listens to 3 topics");
                polymeter.reload(configuration(port, address, "5s", user[0], "password: wrong", good));
                polymeter.says("the user name or the password");
                polymeter.reload(configuration(port, address, "5s", user[0], user[1], good));
                polymeter.says("listens to 3 topics of " + address);
                try (FroniusReader reader = new FroniusReader(port, 240)) {
                    broker.publish(
                            "house/power",
                            "99",
                            "--cafile",
                            files.certificate().toString(),
                            "--insecure",
                            "-u",
                            "reader",
                            "-P",
                            "secret");
                    served(reader, W, 99);
                }
            }
        }
    }

    @Test
    void aBrokersOwnCertificateIsAcceptedByAPerson() throws Exception {
        int port = Ports.free();
        TlsFiles files = TlsFiles.make(directory, "broker");
        try (Mosquitto broker = new Mosquitto(
                directory, "certfile " + files.certificate(), "keyfile " + files.key(), "allow_anonymous true")) {
            String address = "mqtts://127.0.0.1:" + broker.port();
            try (Polymeter polymeter =
                    Polymeter.run(directory, configuration(port, address, "5s")).listening(port)) {
                polymeter.says("the certificate is self-signed: accept it on the page");
                Outcome accepted = Polymeter.command(directory, "trust", "accept", files.fingerprint());
                assertThat(accepted.exit()).as(accepted.toString()).isZero();
                polymeter.says("listens to 3 topics of " + address);
            }
        }
    }
}
