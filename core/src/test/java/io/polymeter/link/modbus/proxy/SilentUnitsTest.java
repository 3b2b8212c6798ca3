package io.polymeter.link.modbus.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// A device that is gone is asked seldom, and found again soon.
class SilentUnitsTest {

    private static final long SECOND = 1_000_000_000;

    private final SilentUnits patience = new SilentUnits(new Random(1));
    private long now;

    @Test
    void whoNeverAnsweredRestsAfterOneMissAndTheOthersDoNot() {
        assertThat(patience.mayAsk(9, now, 0)).isTrue();
        assertThat(patience.silent(9, now)).isTrue();
        assertThat(patience.mayAsk(9, now, 0)).isFalse();
        assertThat(patience.mayAsk(1, now, 0)).isTrue();
        assertThat(patience.mayAsk(9, now + 2 * SECOND, 0)).isTrue();
    }

    @Test
    void whoUsuallyAnswersMayMissOne() {
        patience.answered(1);
        assertThat(patience.silent(1, now)).isFalse();
        assertThat(patience.mayAsk(1, now, 0)).isTrue();
        assertThat(patience.silent(1, now)).isTrue();
        assertThat(patience.mayAsk(1, now, 0)).isFalse();
        patience.answered(1);
        assertThat(patience.mayAsk(1, now, 0)).isTrue();
        assertThat(patience.silent(1, now)).as("counted anew").isFalse();
    }

    @Test
    void inANightItIsAskedSeldomAndNeverLessOftenThanEachTenSeconds() {
        int asked = 0;
        long last = now;
        long longest = 0;
        for (; now < 10 * 3600 * SECOND; now += SECOND / 10) {
            if (patience.mayAsk(3, now, 7)) {
                asked++;
                longest = Math.max(longest, now - last);
                last = now;
                patience.unreachable(now, 7);
            }
        }
        assertThat(asked).isBetween(3600, 5200);
        assertThat(longest).isLessThanOrEqualTo(SilentUnits.LONGEST + SECOND / 10);
    }

    @Test
    void aReplyToAnybodyElseOnTheConnectionEndsItsPause() {
        patience.unreachable(now, 7);
        assertThat(patience.mayAsk(1, now, 7)).isFalse();
        assertThat(patience.mayAsk(1, now, 8)).isTrue();
        // Not that of a unit, which may be another device.
        patience.answered(1);
        patience.silent(9, now);
        assertThat(patience.mayAsk(9, now, 99)).isFalse();
    }
}
