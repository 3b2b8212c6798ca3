package io.polymeter.fleet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Time that goes by faster.
class HurriedClockTest {

    private static final Instant BEGINNING = Instant.parse("2027-01-15T08:00:00Z");

    @Test
    void anHourIsOverInAMoment() throws Exception {
        HurriedClock clock = new HurriedClock(BEGINNING);
        clock.speed(36_000);
        long real = System.nanoTime();

        clock.sleep(Duration.ofHours(1));

        assertThat(clock.wall()).isAfter(BEGINNING.plusSeconds(3_599));
        assertThat(Duration.ofNanos(System.nanoTime() - real)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void itNeverGoesBackWhenItSlowsDown() {
        HurriedClock clock = new HurriedClock(BEGINNING);
        clock.speed(1e6);
        long before = clock.nanos();
        clock.speed(1);
        assertThat(clock.nanos()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aRaiseBeforeTheWaitIsKept() throws Exception {
        var signal = new HurriedClock(BEGINNING).signal();
        signal.raise();
        assertThat(signal.await(Duration.ofDays(1))).isTrue();
        assertThat(signal.await(Duration.ofMillis(1))).isFalse();
    }
}
