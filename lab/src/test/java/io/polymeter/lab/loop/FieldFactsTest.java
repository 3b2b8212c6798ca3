package io.polymeter.lab.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.loop.ClosedLoop.Feed;
import io.polymeter.loop.Oscillation;
import io.polymeter.loop.OscillationDetector;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.twin.Loads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What users have published of their devices, seen in the models.
class FieldFactsTest {

    private static Regulation model(String id) {
        return RegulationModel.named(id).orElseThrow().regulation();
    }

    /// The amplitude that is left ten minutes after a step of the load: root 2 times the effective value.
    private static double swing(Regulation consumer, Feed feed) {
        double[] truth = new ClosedLoop(consumer, feed, 5, 1)
                .run(600, second -> second < 60 ? 200 : 500)
                .truth();
        double[] last = Arrays.copyOfRange(truth, truth.length / 2, truth.length);
        double mean = Arrays.stream(last).average().orElseThrow();
        return Math.sqrt(2
                * Arrays.stream(last)
                        .map(x -> (x - mean) * (x - mean))
                        .average()
                        .orElseThrow());
    }

    private static double effective(Regulation consumer, Feed feed) {
        double[] truth = new ClosedLoop(consumer, feed, 5, 1)
                .run(1800, Loads.household(1800, 3).power())
                .truth();
        return Math.sqrt(Arrays.stream(truth).map(x -> x * x).average().orElseThrow());
    }

    /// AstraMeter issue 230: it reads 0.4 s after 0.4 s from a meter that measures each second.
    @Test
    void repeatsWindAVenusE3UpAndNewValuesDoNot() {
        Regulation venus = model("marstek-venus-e3");
        Feed meter = Feed.every(1).late(0.3);
        assertThat(swing(venus, meter)).isGreaterThan(200);
        assertThat(swing(venus, meter.waiting())).isLessThan(30);
        assertThat(effective(venus, meter)).isGreaterThan(2 * effective(venus, meter.waiting()));
    }

    /// uni-meter issue 12: ± 300 W with a value each half second, ± 30 W from 2.0 s on.
    @Test
    void anMsA2SwingsAtHalfASecondAndIsCalmFromTwoSeconds() {
        Regulation battery = model("hoymiles-ms-a2");
        Feed meter = Feed.every(0.5).late(0.5);
        assertThat(swing(battery, meter.slowed(0.5))).isBetween(200.0, 700.0);
        assertThat(swing(battery, meter.slowed(2))).isLessThan(30);
        assertThat(swing(battery, meter.slowed(2.5))).isLessThan(30);
    }

    /// victronenergy/venus issue 1657: a cycle of 8 to 10 s where the meter's values come late.
    @Test
    void anEssSwingsWithEightToTenSecondsOnValuesThatAreLate() {
        Regulation ess = model("victron-gx");
        ClosedLoop.Seen seen = new ClosedLoop(ess, Feed.every(1).late(1.5), 5, 1).run(300, _ -> 600);
        Oscillation window = OscillationDetector.judge(seen.grid(), seen.actuator(), 290_000_000_000L);
        assertThat(window.verdict()).isEqualTo(Oscillation.Verdict.LOOP);
        assertThat(window.period()).isBetween(8.0, 10.2);
        assertThat(window.amplitude()).isBetween(500.0, 1000.0);
        assertThat(swing(ess, Feed.every(0.5))).isLessThan(30);
    }
}
