package io.polymeter.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.world.Night;
import io.polymeter.lab.world.SunspecInverter.Sleep;
import io.polymeter.link.Health;
import io.polymeter.point.Point;
import io.polymeter.runtime.Snapshot;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ten hours without an inverter are no failure.
@Timeout(60)
class NightTest {

    private static final Duration TEN_HOURS = Duration.ofHours(10);

    @ParameterizedTest
    @EnumSource(Sleep.class)
    void aNightIsALineInTheEveningAndOneInTheMorning(Sleep sleep) {
        Night.Seen seen = Night.live(7, sleep, TEN_HOURS);

        assertThat(link(seen.day()).state()).isEqualTo(Health.State.UP);
        assertThat(reading(seen.day(), "active-power").value()).isEqualTo(6_120);
        assertThat(reading(seen.day(), "active-power").quality()).isEqualTo(Snapshot.Quality.FRESH);

        assertThat(link(seen.midnight()).state()).isEqualTo(Health.State.WAITING);
        assertThat(link(seen.midnight()).reason()).startsWith("asleep");
        assertThat(reading(seen.midnight(), "active-power").quality()).isEqualTo(Snapshot.Quality.STALE);
        assertThat(reading(seen.midnight(), "active-energy-export").quality()).isEqualTo(Snapshot.Quality.STALE);
        assertThat(link(seen.midnight()).restarts()).isZero();

        assertThat(link(seen.morning()).state()).isEqualTo(Health.State.UP);
        assertThat(reading(seen.morning(), "active-power").value()).isEqualTo(310);
        assertThat(reading(seen.morning(), "active-power").quality()).isEqualTo(Snapshot.Quality.FRESH);

        assertThat(seen.toldInTheNight()).isEqualTo(1);
        assertThat(seen.toldInTheMorning()).isEqualTo(1);
        // A minute apart, and not more than a time-out each.
        assertThat(seen.attempts()).isLessThan(820);
    }

    private static Snapshot.Link link(Snapshot snapshot) {
        return snapshot.links().stream()
                .filter(link -> link.name().equals("pv.poll"))
                .findFirst()
                .orElseThrow();
    }

    private static Snapshot.Reading reading(Snapshot snapshot, String name) {
        return snapshot.meters().getFirst().readings().stream()
                .filter(reading -> reading.point() == Point.parse(name).orElseThrow())
                .findFirst()
                .orElseThrow();
    }
}
