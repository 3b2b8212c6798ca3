package io.polymeter.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Demo;
import io.polymeter.lab.peer.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The demonstration: each fault that its page offers does to foreign readers what it says, to nobody else,
/// and passes.
@Timeout(90)
class DemoIT {

    @TempDir
    private static Path directory;

    private static Demo demo;
    private static int plc;
    private static int gen24;

    @BeforeAll
    static void begin() throws Exception {
        demo = Demo.start(directory);
        plc = demo.port("plc");
        gen24 = demo.port("gen24");
        everybodyReads();
    }

    @AfterAll
    static void end() {
        demo.close();
    }

    @AfterEach
    void restore() throws Exception {
        demo.fault("restore");
        everybodyReads();
    }

    private static void everybodyReads() {
        await().atMost(Demo.SOON).untilAsserted(() -> {
            assertThat(Demo.mbpoll(plc, 1, "4:hex", 0).exit()).isZero();
            assertThat(Demo.mbpoll(gen24, 240, "4:hex", 40_097).exit()).isZero();
            JsonValue devices = demo.get("api/demo");
            for (String reader : List.of("Plenticore", "GEN24", "PLC")) {
                assertThat(Demo.sees(devices, reader)).as(reader).isNotNull();
            }
            fresh(demo.get("api/overview"), "grid", "pv", "battery", "wallbox", "house");
        });
    }

    private static void fresh(JsonValue overview, String... meters) {
        for (String meter : meters) {
            assertThat(Demo.power(overview, meter)).as(meter).isNotNull();
        }
    }

    @Test
    void theTerminalSaysWhereThePageIsAndThePageIsThere() throws Exception {
        assertThat(demo.says()).contains("Its page: " + demo.address());
        assertThat(demo.ask("GET", "").body()).contains("<title>Polymeter</title>", "id=\"demo-panel\"");
        assertThat(demo.ask("GET", "demo.js").status()).isEqualTo(200);
    }

    @Test
    void whatTheMetersShowIsOneHouse() throws Exception {
        // They are read one after the other, and a second is a minute there: so not to the watt, but in its order.
        await().atMost(Demo.SOON).untilAsserted(() -> {
            JsonValue overview = demo.get("api/overview");
            double house = power(overview, "grid")
                    + power(overview, "pv")
                    - power(overview, "battery")
                    - power(overview, "wallbox");
            assertThat(house).isBetween(80.0, 6_500.0);
            assertThat(power(overview, "house")).isBetween(80.0, 6_500.0);
        });
    }

    private static double power(JsonValue overview, String meter) {
        Double power = Demo.power(overview, meter);
        assertThat(power).as(meter).isNotNull();
        return power;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "silence"})
    void aKsemThatIsGoneIsRefusedToItsReadersAndNothingElseIs(String fault) throws Exception {
        demo.fault(fault);
        await().atMost(Demo.SOON).untilAsserted(() -> {
            Outcome refused = Demo.mbpoll(plc, 1, "4:hex", 0);
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.err() + refused.out()).contains("Slave device or server failure");
            Outcome translated = Demo.mbpoll(gen24, 240, "4:hex", 40_097);
            assertThat(translated.exit()).isNotZero();
            assertThat(translated.err() + translated.out()).contains("Slave device or server failure");
            JsonValue devices = demo.get("api/demo");
            for (String reader : List.of("Plenticore", "GEN24", "PLC")) {
                assertThat(Demo.sees(devices, reader)).as(reader).isNull();
            }
            assertThat(Demo.mbpoll(plc, 2, "3:hex", 0).exit())
                    .as("the wallbox, on the same port")
                    .isZero();
            JsonValue overview = demo.get("api/overview");
            assertThat(Demo.element(overview, "meters", "grid").text("quality")).isEqualTo("stale");
            fresh(overview, "pv", "battery", "wallbox");
        });
        assertThat(active()).containsExactly(fault);
    }

    @Test
    void noiseOnTheSerialLineDisturbsNobodyElseAndInventsNothing() throws Exception {
        double before = refused();
        demo.fault("noise");
        await().atMost(Demo.SOON).until(() -> refused() > before + 5);
        await().atMost(Demo.SOON).untilAsserted(() -> {
            assertThat(Demo.mbpoll(plc, 1, "4:hex", 0).exit()).isZero();
            assertThat(Demo.mbpoll(gen24, 240, "4:hex", 40_097).exit()).isZero();
        });
        assertThat(active()).containsExactly("noise");
        Double seen = Demo.sees(demo.get("api/demo"), "Plenticore");
        assertThat(seen == null || Math.abs(seen) < 20_000).as("%s W", seen).isTrue();
    }

    private static double refused() throws Exception {
        return Objects.requireNonNull(Demo.number(
                Demo.element(demo.get("api/demo"), "readers", "Plenticore").get("refused")));
    }

    @Test
    void anInverterAsleepIsStaleAndTheGridMeterGoesOn() throws Exception {
        demo.fault("asleep");
        await().atMost(Demo.SOON).untilAsserted(() -> {
            JsonValue overview = demo.get("api/overview");
            assertThat(Demo.element(overview, "meters", "pv").text("quality")).isEqualTo("stale");
            assertThat(Demo.power(overview, "house"))
                    .as("a sum without one of its parts")
                    .isNull();
            fresh(overview, "grid", "battery", "wallbox");
            assertThat(Demo.mbpoll(plc, 1, "4:hex", 0).exit()).isZero();
        });
        assertThat(active()).containsExactly("asleep");
    }

    @Test
    void faultsEndOneByOneToo() throws Exception {
        demo.fault("noise");
        demo.fault("asleep");
        assertThat(demo.ask("DELETE", "api/demo/noise").status()).isEqualTo(200);
        assertThat(active()).containsExactly("asleep");
    }

    @Test
    void whatIsNoFaultIsRefusedWithThoseThereAre() throws Exception {
        Demo.Answer answer = demo.ask("POST", "api/demo/earthquake");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("cut, silence, noise, asleep", "restore");
        assertThat(active()).isEmpty();
    }

    @Test
    void aPageOfAnotherOriginBreaksNothing() throws Exception {
        assertThat(demo.ask("POST", "api/demo/cut", "Sec-Fetch-Site=cross-site").status())
                .isEqualTo(403);
        assertThat(demo.ask("POST", "api/demo/cut", "Origin=http://example.org").status())
                .isEqualTo(403);
        assertThat(demo.ask("POST", "api/demo/cut", "Host=example.org").status())
                .isEqualTo(421);
        assertThat(active()).isEmpty();
    }

    @Test
    void theChargerReadsOnceItsCertificateIsAccepted() throws Exception {
        await().atMost(Demo.SOON)
                .until(() -> demo.ask("GET", "api/certificates").body().contains("Charger in the garage"));
        assertThat(Demo.sees(demo.get("api/demo"), "Charger")).isNull();
        String fingerprint = fingerprint(demo.get("api/certificates"));
        assertThat(demo.ask("POST", "api/certificates/" + fingerprint + "/accept")
                        .status())
                .isEqualTo(200);
        await().atMost(Demo.SOON).until(() -> Demo.sees(demo.get("api/demo"), "Charger") != null);
    }

    private static String fingerprint(JsonValue certificates) {
        return Demo.elements(certificates, "certificates").stream()
                .filter(one -> String.valueOf(one.text("subject")).contains("Charger"))
                .findFirst()
                .map(one -> one.text("fingerprint"))
                .orElseThrow();
    }

    private static List<String> active() throws Exception {
        return Demo.elements(demo.get("api/demo"), "faults").stream()
                .filter(fault -> new JsonValue.BooleanValue(true).equals(fault.get("active")))
                .map(fault -> String.valueOf(fault.text("name")))
                .toList();
    }
}
