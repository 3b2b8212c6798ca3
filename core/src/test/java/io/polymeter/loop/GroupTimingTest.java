package io.polymeter.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Exact counts at exact moments.
class GroupTimingTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;

    private final GroupTiming timing = new GroupTiming(0);

    @Test
    void ofNothingNothingIsKnown() {
        Timing all = timing.recent(5 * SECOND);
        assertThat(all.age().quantile(0.5)).isNaN();
        assertThat(all.repeatFactor()).isNaN();
        assertThat(all.lostShare()).isNaN();
        assertThat(all.poll().jitter()).isNaN();
        assertThat(all.ageGrade()).isEqualTo(Timing.Grade.UNKNOWN);
    }

    @Test
    void aRegularLoopIsRegular() {
        for (long i = 1; i <= 120; i++) {
            timing.received(i * SECOND);
            timing.answered(7, i * SECOND + 300 * MS, i * SECOND);
        }
        Timing recent = timing.recent(121 * SECOND);
        assertThat(recent.age().quantile(0.5)).isCloseTo(0.3, within(0.03));
        assertThat(recent.age().quantile(0.95)).isCloseTo(0.3, within(0.03));
        assertThat(recent.poll().quantile(0.5)).isCloseTo(1, within(0.1));
        assertThat(recent.poll().jitter()).isLessThan(0.15);
        assertThat(recent.source().jitter()).isLessThan(0.15);
        assertThat(recent.repeatFactor()).isEqualTo(1);
        assertThat(recent.lostShare()).isZero();
        assertThat(recent.poll().count()).isEqualTo(119);
        assertThat(recent.ageGrade()).isEqualTo(Timing.Grade.GOOD);
    }

    @Test
    void threeReadsOfOneSampleAreARepeatFactorOfThree() {
        for (long i = 1; i <= 40; i++) {
            timing.received(i * SECOND);
            for (int k = 0; k < 3; k++) {
                timing.answered(7, i * SECOND + (1 + 333L * k) * MS, i * SECOND);
            }
        }
        Timing recent = timing.recent(41 * SECOND);
        assertThat(recent.repeatFactor()).isEqualTo(3);
        assertThat(recent.repeatGrade()).isEqualTo(Timing.Grade.BAD);
        assertThat(recent.lostShare()).isZero();
    }

    @Test
    void twoClientsThatReadTheSameSampleDoNotRepeatIt() {
        for (long i = 1; i <= 40; i++) {
            timing.received(i * SECOND);
            timing.answered(7, i * SECOND + 100 * MS, i * SECOND);
            timing.answered(8, i * SECOND + 200 * MS, i * SECOND);
        }
        Timing recent = timing.recent(41 * SECOND);
        assertThat(recent.repeatFactor()).isEqualTo(1);
        assertThat(recent.poll().quantile(0.5)).isCloseTo(1, within(0.1));
    }

    @Test
    void whatIsNeverReadIsLost() {
        for (long i = 1; i <= 40; i++) {
            timing.received(i * SECOND);
            if (i % 4 == 0) {
                timing.answered(7, i * SECOND + 100 * MS, i * SECOND);
            }
        }
        assertThat(timing.recent(41 * SECOND).lostShare()).isEqualTo(0.75);
    }

    @Test
    void anUnchangedInstantIsNoReception() {
        IntStream.range(0, 5).forEach(_ -> timing.received(SECOND));
        timing.received(3 * SECOND);
        Timing recent = timing.recent(4 * SECOND);
        assertThat(recent.tally().received()).isEqualTo(2);
        assertThat(recent.source().quantile(0.5)).isCloseTo(2, within(0.2));
    }

    @Test
    void nearlyEqualPeriodsBeat() {
        for (long i = 1; i <= 300; i++) {
            timing.received(i * SECOND);
            long asked = i * 1150 * MS;
            timing.answered(7, asked, asked / SECOND * SECOND);
        }
        double beat = timing.recent(346 * SECOND).beat();
        assertThat(beat).isBetween(5.0, 12.0);
    }

    @Test
    void theTenMinutesForgetWhatTheDayKeeps() {
        for (long i = 1; i <= 60; i++) {
            timing.answered(7, i * SECOND, i * SECOND - 2 * SECOND);
        }
        long later = 3600 * SECOND;
        timing.answered(7, later, later - 100 * MS);
        assertThat(timing.recent(later).age().count()).isEqualTo(1);
        assertThat(timing.day(later).age().count()).isEqualTo(61);
        assertThat(timing.recent(later + 1200 * SECOND).age().count()).isZero();
        assertThat(timing.day(later + 26 * 3600 * SECOND).age().count()).isZero();
        assertThat(timing.all(later + 26 * 3600 * SECOND).age().count()).isEqualTo(61);
    }

    @Test
    void moreAskersThanAreToldApartAreCountedAsSuch() {
        for (int i = 1; i <= 1000; i++) {
            timing.answered(i, SECOND + i, SECOND);
        }
        Timing recent = timing.recent(2 * SECOND);
        assertThat(recent.tally().answers()).isEqualTo(GroupTiming.ASKERS);
        assertThat(recent.tally().untracked()).isEqualTo(1000 - GroupTiming.ASKERS);
        assertThat(recent.age().count()).isEqualTo(1000);
    }

    @Test
    void theCoarseHistogramHoldsAll() {
        for (long age : new long[] {1, 15, 16, 17, 500, 1500, 700_000}) {
            timing.answered(7, 1_000_000 * MS, 1_000_000 * MS - age * MS);
        }
        var bounds = timing.all(1_000_001 * MS).age().cumulative();
        assertThat(bounds.getFirst()).isEqualTo(new Distribution.Bound(0.016, 2));
        assertThat(bounds.getLast()).isEqualTo(new Distribution.Bound(Double.POSITIVE_INFINITY, 7));
        assertThat(timing.ageSum()).isCloseTo(702.049, within(0.001));
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            int client = t + 1;
            threads[t] = Thread.ofPlatform().start(() -> {
                for (long i = 1; i <= 20_000; i++) {
                    timing.answered(client, i * 10 * MS, i * 10 * MS - 5 * MS);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(timing.all(300 * SECOND).age().count()).isEqualTo(80_000);
        assertThat(timing.all(300 * SECOND).tally().answers()).isEqualTo(80_000);
    }
}
