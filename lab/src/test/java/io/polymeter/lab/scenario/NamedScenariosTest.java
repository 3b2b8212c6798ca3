package io.polymeter.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.world.Fault;
import io.polymeter.lab.world.Fault.Kind;
import io.polymeter.lab.world.Outcome;
import io.polymeter.lab.world.Scenario;
import io.polymeter.lab.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What must be true of every world (nothing old, torn, invented or misplaced is ever shown, what is there again is
/// shown again, counters add up, the log stays short, stopping takes less than 2 s) is judged while it runs; here
/// is what each of these days must show besides.
@Timeout(60)
class NamedScenariosTest {

    private static Fault fault(Kind kind, int at, int length) {
        return new Fault(kind, Duration.ofSeconds(at), Duration.ofSeconds(length));
    }

    private static Outcome live(long seed, int seconds, Fault... faults) {
        return World.run(Scenario.of(seed, Duration.ofSeconds(seconds), faults));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLostOnAQuietDay(long seed) {
        Outcome day = live(seed, 600);

        assertThat(day.answers().staleLive()).isZero();
        assertThat(day.answers().staleOther()).isZero();
        assertThat(day.bus().getOrDefault("heard", 0L)).isEqualTo(day.bus().getOrDefault("asked", 0L));
        assertThat(day.poll().getOrDefault("restarts", 0L)).isZero();
        assertThat(day.lines()).isLessThan(12);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pushDiesWhilePollingLives(long seed) {
        Outcome day = live(seed, 300, fault(Kind.PUSH_DIES, 60, 90));

        assertThat(day.answers().staleLive()).isPositive();
        assertThat(day.answers().staleOther()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pollDiesWhilePushLives(long seed) {
        Outcome day = live(seed, 900, fault(Kind.POLL_DIES, 60, 600));

        assertThat(day.answers().staleLive()).isZero();
        assertThat(day.answers().staleOther()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bothDieAndReturn(long seed) {
        Outcome day = live(seed, 900, fault(Kind.METER_DIES, 60, 600));

        assertThat(day.answers().staleLive()).isPositive();
        assertThat(day.answers().staleOther()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDeadMeterCostsOneAttemptPerBackOffStep(long seed) {
        Outcome day = live(seed, 7500, fault(Kind.METER_DIES, 60, 7200));

        long failures = day.poll().getOrDefault("timeouts", 0L) + day.poll().getOrDefault("connection-failures", 0L);
        assertThat(failures).isLessThanOrEqualTo(day.poll().getOrDefault("restarts", 0L) + 2);
        // 1, 2, 4 … 32 s, then 45 to 60 s each.
        assertThat(day.poll().getOrDefault("restarts", 0L)).isBetween(7200L / 63, 10 + 7200L / 45);
        assertThat(day.lines()).isLessThan(40);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sourceRestartsMidWrite(long seed) {
        List<Fault> cuts = new ArrayList<>();
        for (int at = 20; at < 500; at += 10) {
            cuts.add(fault(Kind.CUT_WRITE, at, 1));
            cuts.add(fault(Kind.HAMMER, at, 1));
        }
        Outcome day = live(seed, 600, cuts.toArray(Fault[]::new));

        assertThat(day.answers().staleLive()).isPositive();
        assertThat(day.answers().staleOther()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void serialNoise(long seed) {
        Outcome day = live(seed, 1200, fault(Kind.NOISE, 30, 1000));

        long missed = day.bus().getOrDefault("asked", 0L) - day.bus().getOrDefault("heard", 0L);
        assertThat(missed).isPositive();
        assertThat(day.bus().getOrDefault("heard", 0L)).isPositive();
        assertThat(day.bus().getOrDefault("crc-errors", 0L)
                        + day.bus().getOrDefault("noise", 0L)
                        + day.bus().getOrDefault("dropped", 0L))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readerHammersWhileWriterStamps(long seed) {
        Outcome day = live(seed, 150, fault(Kind.TORN_SEGMENTS, 10, 20), fault(Kind.HAMMER, 10, 100));

        assertThat(day.answers().fresh()).isGreaterThan(20_000);
        assertThat(day.answers().staleLive()).isZero();
        assertThat(day.answers().staleOther()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void clockStepsChangeNothing(long seed) {
        Outcome quiet = live(seed, 300);
        Outcome day = live(
                seed,
                300,
                fault(Kind.CLOCK_HOUR, 50, 1),
                fault(Kind.CLOCK_HOUR, 100, 2),
                fault(Kind.CLOCK_DAY, 150, 1),
                fault(Kind.CLOCK_DAY, 200, 2));

        assertThat(day.answers()).isEqualTo(quiet.answers());
        assertThat(day.poll()).isEqualTo(quiet.poll());
        assertThat(day.lines()).isEqualTo(quiet.lines());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aLongPartitionEndsByItself(long seed) {
        Outcome day = live(seed, 11_000, fault(Kind.PARTITION, 60, 3 * 3600));

        assertThat(day.answers().staleLive()).isPositive();
        assertThat(day.answers().staleOther()).isPositive();
        assertThat(day.lines()).isLessThan(40);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anUnpluggedAdapterComesBack(long seed) {
        Outcome day = live(seed, 600, fault(Kind.UNPLUGGED, 60, 300));

        assertThat(day.bus().getOrDefault("heard", 0L)).isLessThan(day.bus().getOrDefault("asked", 0L));
        assertThat(day.answers().staleLive()).isZero();
    }
}
