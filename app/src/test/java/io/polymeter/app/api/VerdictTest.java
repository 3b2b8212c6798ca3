package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Configuration;
import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.message.Message;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the [Verdict] says of a site, for each way in which its meter, links and output can be.
class VerdictTest {

    private static final String SITE = """
        meters:
          grid: { profile: kostal-ksem, role: grid, simulate: { scenario: summer-day } }
        outputs:
          inverter: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:0", unit: 240 } }
        """;
    private static final String ENDPOINT = "tcp://127.0.0.1:0";

    @SuppressWarnings("NullAway.Init") // set before all
    private static Snapshot well;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Polymeter polymeter;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("polymeter.yaml"), SITE + "state: " + directory.resolve("state") + "\n");
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));
        Configuration read = Configuration.load(file, wiring.kinds());
        Plan plan = Objects.requireNonNull(
                wiring.plan(read), () -> read.problems().sorted().toString());
        polymeter = Polymeter.start(plan);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> polymeter.snapshot().meters().getFirst().revision() > 0);
        well = polymeter.snapshot();
    }

    @AfterAll
    static void stop() {
        polymeter.close();
    }

    private static Snapshot.Link link(String name, Health.State state, String reason, int seconds) {
        return new Snapshot.Link(
                name,
                Message.verbatim("tests"),
                state,
                Message.verbatim(reason),
                Duration.ofSeconds(seconds),
                0,
                Map.of(),
                Map.of(),
                List.of());
    }

    private static Snapshot.Link troubled(String name, Trouble.Severity severity) {
        Trouble trouble = new Trouble("voltage.L2", Message.verbatim("is out of range"), "999", 1, 0, severity);
        return new Snapshot.Link(
                name,
                Message.verbatim("tests"),
                Health.State.UP,
                Message.verbatim(""),
                Duration.ofSeconds(9),
                0,
                Map.of(),
                Map.of(),
                List.of(trouble));
    }

    /// @param quality of all of its values; null: it has none
    private static Verdict of(Snapshot.@org.jspecify.annotations.Nullable Quality quality, Snapshot.Link... links) {
        Snapshot.Meter meter = well.meters().getFirst();
        List<Snapshot.Reading> readings = new ArrayList<>();
        if (quality != null) {
            meter.readings()
                    .forEach(reading -> readings.add(new Snapshot.Reading(
                            reading.point(),
                            reading.value(),
                            reading.text(),
                            reading.age(),
                            reading.group(),
                            reading.limit(),
                            quality)));
        }
        Snapshot snapshot = new Snapshot(
                well.plan(),
                well.nanos(),
                List.of(new Snapshot.Meter(meter.name(), meter.state(), readings)),
                List.of(links),
                well.outputs());
        return Verdict.of(new ApiSnapshot(snapshot, new ApiSnapshot.Moment(Instant.EPOCH, 60_000)), 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FRESH | UP       | UP       | well     | All is well: 1 meter is read, 1 output is shown.",
                "STALE | DOWN     | UP       | failed   | The values of grid are stale: why.",
                "STALE | WAITING  | UP       | failed   | The values of grid are stale: why.",
                "STALE | UP       | UP       | failed   | The values of grid are stale.",
                "      | DOWN     | UP       | failed   | Nothing has been received from grid: why.",
                "      | STARTING | UP       | degraded | grid has not been read yet: why.",
                "FRESH | WAITING  | UP       | degraded | A part of grid is missing: why.",
                "FRESH | UP       | WAITING  | degraded | inverter does not reach whom it is for: why.",
                "FRESH | UP       | DOWN     | failed   | tcp://127.0.0.1:0 has failed: why.",
                "FRESH | UP       | STARTING | degraded | inverter does not reach whom it is for: why.",
                "STALE | UP       | WAITING  | failed   | The values of grid are stale.",
            })
    void eachStateHasItsWordAndItsSentence(
            Snapshot.@org.jspecify.annotations.Nullable Quality quality,
            Health.State source,
            Health.State face,
            String status,
            String first) {
        Verdict verdict = of(quality, link("grid.simulate", source, "why", 9), link(ENDPOINT, face, "why", 60));
        assertThat(verdict.status()).isEqualTo(status);
        assertThat(verdict.sentences()).contains(first);
    }

    @Test
    void anOutputThatBeginsIsGivenHalfAMinute() {
        Snapshot.Link source = link("grid.simulate", Health.State.UP, "", 9);
        assertThat(of(Snapshot.Quality.FRESH, source, link(ENDPOINT, Health.State.STARTING, "why", 29))
                        .status())
                .isEqualTo("well");
    }

    @Test
    void aTroubleIsWorthALookAndANoteIsNot() {
        Snapshot.Link face = link(ENDPOINT, Health.State.UP, "", 9);
        Verdict warned = of(Snapshot.Quality.FRESH, troubled("grid.simulate", Trouble.Severity.WARNING), face);
        assertThat(warned.status()).isEqualTo("degraded");
        assertThat(warned.sentences())
                .containsExactly("Something is wrong at grid.simulate: voltage.L2: is out of range.");
        assertThat(of(Snapshot.Quality.FRESH, troubled("grid.simulate", Trouble.Severity.NOTE), face)
                        .status())
                .isEqualTo("well");
        assertThat(of(null, troubled("grid.simulate", Trouble.Severity.WARNING), face)
                        .sentences())
                .contains("Nothing that comes from grid can be used.");
    }

    @Test
    void theWorstIsSaidFirstAndOnceForWhomItConcerns() {
        Verdict verdict = of(
                Snapshot.Quality.STALE,
                link("grid.simulate", Health.State.DOWN, "why", 9),
                link(ENDPOINT, Health.State.UP, "", 9),
                link("configuration", Health.State.WAITING, "2 errors", 9));
        assertThat(verdict.sentences().getLast()).isEqualTo("The changed configuration is not in use: 2 errors.");
        assertThat(verdict.occurrences())
                .extracting(one -> one.serious() + " " + one.subject())
                .containsExactlyInAnyOrder("true grid", "false configuration");
    }

    @Test
    void aDeviceThatMovedAndOneInItsPlaceAreToldApart() {
        Snapshot.Link devices = new Snapshot.Link(
                "devices",
                Message.verbatim("tests"),
                Health.State.UP,
                Message.verbatim(""),
                Duration.ofSeconds(9),
                0,
                Map.of(),
                Map.of(),
                List.of(
                        Trouble.warning("grid", Message.of("other-device", "another device answers"), "4711 → 4712"),
                        Trouble.warning(
                                "pv", Message.of("moved-same-serial", "answers at another address"), "10.0.0.7")));
        Verdict verdict = of(Snapshot.Quality.FRESH, link(ENDPOINT, Health.State.UP, "", 9), devices);
        assertThat(verdict.sentences())
                .contains(
                        "Another device answers as grid, by its serial number: 4711 → 4712.",
                        "pv answers at another address now: 10.0.0.7.");
        assertThat(verdict.occurrences())
                .extracting(one -> one.event() + " " + one.subject())
                .contains("device-replaced grid", "device-moved pv");
    }

    @Test
    void certificatesThatWaitAreCounted() {
        Snapshot now = well;
        ApiSnapshot picture = new ApiSnapshot(now, new ApiSnapshot.Moment(Instant.EPOCH, 60_000));
        assertThat(Verdict.of(picture, 1).sentences()).contains("A certificate is waiting for approval.");
        assertThat(Verdict.of(picture, 3).sentences()).contains("3 certificates are waiting for approval.");
    }
}
