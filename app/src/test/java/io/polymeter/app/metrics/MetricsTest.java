package io.polymeter.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.link.Health;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.loop.Oscillation;
import io.polymeter.loop.SwingWatch;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import io.polymeter.store.MeterState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void valuesHaveBaseUnitsAndWhatIsTooOldIsMissing() {
        String text = Metrics.text(
                snapshot(
                        reading(Point.of(Quantity.ACTIVE_POWER, Phase.L1), -12.5, Snapshot.Quality.FRESH),
                        reading(Point.of(Quantity.ACTIVE_POWER), 99, Snapshot.Quality.STALE),
                        reading(Point.of(Quantity.ACTIVE_ENERGY_IMPORT), 2.5, Snapshot.Quality.DERIVED),
                        reading(Point.of(Quantity.STATE_OF_CHARGE), 40, Snapshot.Quality.FRESH)),
                Map.of(),
                "1.2");
        assertThat(text.lines())
                .contains(
                        "# TYPE polymeter_meter_active_power_watts gauge",
                        "polymeter_meter_active_power_watts{meter=\"g\",phase=\"L1\"} -12.5",
                        "# TYPE polymeter_meter_active_energy_import_joules_total counter",
                        "polymeter_meter_active_energy_import_joules_total{meter=\"g\",phase=\"total\"} 9000.0",
                        "polymeter_meter_state_of_charge_ratio{meter=\"g\",phase=\"total\"} 0.4",
                        "polymeter_meter_age_seconds{group=\"live\",meter=\"g\"} 1.5");
        assertThat(text).doesNotContain("phase=\"total\"} 99");
    }

    @Test
    void everythingThatWasRefusedIsThere() {
        String text = Metrics.text(snapshot(), Map.of(), "1.2");
        assertThat(text.lines())
                .contains(
                        "polymeter_link_up{link=\"g.push\"} 0.0",
                        "polymeter_link_state{link=\"g.push\",state=\"waiting\"} 1.0",
                        "polymeter_link_restarts_total{link=\"g.push\"} 3.0",
                        "polymeter_link_events_total{event=\"refused\",link=\"g.push\"} 7.0",
                        "polymeter_output_refused_total{output=\"o\",reason=\"stale\"} 5.0",
                        "polymeter_output_requests_total{output=\"o\"} 9.0");
    }

    @Test
    void whatRisesAndFallsIsNoCounter() {
        String text = Metrics.text(snapshot(), Map.of(), "1.2");
        assertThat(text.lines())
                .contains(
                        "# TYPE polymeter_link_connections gauge",
                        "polymeter_link_connections{link=\"g.push\"} 2.0",
                        "# TYPE polymeter_link_skew_seconds gauge",
                        "polymeter_link_skew_seconds{link=\"g.push\"} 0.25");
        assertThat(text).doesNotContain("event=\"connections\"", "event=\"skew-ms\"");
    }

    @Test
    void aCounterHasASeriesBeforeItsFirstEvent() {
        assertThat(Metrics.text(snapshot(), Map.of(), "1.2").lines())
                .contains("polymeter_link_events_total{event=\"requests\",link=\"g.push\"} 0.0");
    }

    @Test
    void whatWasComputedHereIsMarked() {
        Point total = Point.parse("active-energy-import").orElseThrow();
        Point phase = Point.parse("active-power.L2").orElseThrow();
        assertThat(Metrics.text(
                                snapshot(
                                        reading(total, 5, Snapshot.Quality.DERIVED),
                                        reading(phase, 6, Snapshot.Quality.FRESH)),
                                Map.of(),
                                "1.2")
                        .lines()
                        .filter(line -> line.startsWith("polymeter_meter_derived{")))
                .containsExactly(
                        "polymeter_meter_derived{meter=\"g\",phase=\"total\",quantity=\"active-energy-import\"} 1.0");
    }

    @Test
    void theVerdictOnALoopAndItsAlarmAreThere() {
        SwingWatch watch = SwingWatch.BEGINNING;
        for (int i = 0; i < 3; i++) {
            watch = watch.next(new Oscillation(Oscillation.Verdict.LOOP, 7.5, 400, 0.1, 0.9));
        }
        String text = Metrics.text(snapshot(), Map.of("o", watch, "quiet", SwingWatch.BEGINNING), "1.2");
        assertThat(text.lines())
                .contains(
                        "# TYPE polymeter_output_loop_alarm gauge",
                        "polymeter_output_loop_alarm{output=\"o\"} 1.0",
                        "polymeter_output_loop_alarm{output=\"quiet\"} 0.0",
                        "polymeter_output_loop_verdict{output=\"o\",verdict=\"loop\"} 1.0",
                        "polymeter_output_loop_verdict{output=\"o\",verdict=\"none\"} 0.0",
                        "polymeter_output_loop_verdict{output=\"quiet\",verdict=\"none\"} 1.0",
                        "polymeter_output_loop_period_seconds{output=\"o\"} 7.5",
                        "polymeter_output_loop_amplitude_watts{output=\"o\"} 400.0");
        assertThat(text).doesNotContain("period_seconds{output=\"quiet\"}");
        Oscillation fitted = new Oscillation(Oscillation.Verdict.LOOP, Double.NaN, Double.NaN, Double.NaN, 0.5, 2);
        SwingWatch hidden = SwingWatch.BEGINNING;
        for (int i = 0; i < 17; i++) {
            hidden = hidden.next(fitted);
        }
        assertThat(Metrics.text(snapshot(), Map.of("o", hidden), "1.2"))
                .contains("polymeter_output_loop_alarm{output=\"o\"} 1.0")
                .doesNotContain("loop_period_seconds", "loop_amplitude_watts");
    }

    @Test
    void whatRunsIsTold() {
        assertThat(Metrics.text(snapshot(), Map.of(), "1.2").lines())
                .contains(
                        "# TYPE polymeter_build_info gauge",
                        "polymeter_build_info{java=\"" + Runtime.version() + "\",version=\"1.2\"} 1.0");
    }

    private static Snapshot.Reading reading(Point point, double value, Snapshot.Quality quality) {
        return new Snapshot.Reading(
                point, value, null, Duration.ofMillis(1500), "live", Duration.ofSeconds(2), quality);
    }

    private static Snapshot snapshot(Snapshot.Reading... readings) {
        Snapshot.Link link = new Snapshot.Link(
                "g.push",
                Message.verbatim("is written to"),
                Health.State.WAITING,
                Message.verbatim("silent"),
                Duration.ofSeconds(1),
                3,
                Map.of("refused", 7L, "requests", 0L),
                Map.of("connections", 2L, "skew-ms", 250L),
                List.of());
        OutputStatistics statistics =
                new OutputStatistics(9, 4, Map.of("stale", 5L), 0, "10.0.0.1:1", 1, 1000, 3000, 2000);
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol()));
        byte[] text = "meters: { g: { simulate: summer-day } }".getBytes(StandardCharsets.UTF_8);
        Plan plan = Objects.requireNonNull(
                wiring.plan(Configuration.parse(Path.of("x.yaml"), text, _ -> null, wiring.kinds())));
        MeterState state = MeterState.initial(null).with(Readings.NONE);
        return new Snapshot(
                plan,
                0,
                List.of(new Snapshot.Meter("g", state, List.of(readings))),
                List.of(link),
                List.of(new Snapshot.Output("o", "g", "p", "tcp://h unit 1", statistics, null)));
    }
}
