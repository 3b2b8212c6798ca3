package io.polymeter.link.modbus.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Request;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A device that is gone is asked seldom, and found again soon.
class SilentUnitsTest {

    private static final long SECOND = 1_000_000_000;

    private final SilentUnits patience = new SilentUnits(new Random(1));
    private long now;

    private static PendingRequest ask(int unit, int address) {
        return PendingRequest.of("client", unit, new Request.ReadHoldingRegisters(address, 1), 0);
    }

    /// A register that a device does not answer for: whoever asks for it waits, and nobody else.
    @Test
    void aRequestThatIsNeverAnsweredRestsAloneWhereTheUnitAnswersOthers() {
        patience.answered(ask(1, 0), now);
        assertThat(patience.silent(ask(1, 99), now)).isFalse();
        patience.answered(ask(1, 0), now);
        assertThat(patience.mayAsk(ask(1, 99), now, 0)).as("the bad one").isFalse();
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).as("any other").isTrue();
        for (int i = 0; i < 20; i++) {
            now += 10 * SECOND;
            assertThat(patience.mayAsk(ask(1, 99), now, 0))
                    .as("after its pause")
                    .isTrue();
            assertThat(patience.silent(ask(1, 99), now))
                    .as("the unit is not left alone")
                    .isFalse();
            patience.answered(ask(1, 0), now);
        }
        now += 10 * SECOND;
        patience.answered(ask(1, 99), now);
        assertThat(patience.mayAsk(ask(1, 99), now, 0)).as("once it answered").isTrue();
    }

    @Test
    void whoAsksAgainForWhatWasNeverAnsweredCostsTheOthersNothing() {
        patience.answered(ask(1, 0), now);
        assertThat(patience.silent(ask(1, 99), now)).isFalse();
        assertThat(patience.silent(ask(1, 99), now))
                .as("again, before anything else was asked")
                .isFalse();
        assertThat(patience.mayAsk(ask(1, 99), now, 0)).as("the bad one").isFalse();
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).as("any other").isTrue();
        for (int i = 0; i < 2; i++) {
            now += 10 * SECOND;
            assertThat(patience.silent(ask(1, 99), now)).isFalse();
        }
        now += 10 * SECOND;
        assertThat(patience.silent(ask(1, 99), now))
                .as("and nothing else was heard of the unit")
                .isTrue();
    }

    @Test
    void aUnitThatAnswersNothingRestsWhateverItIsAsked() {
        patience.answered(ask(1, 0), now);
        assertThat(patience.silent(ask(1, 1), now)).isFalse();
        assertThat(patience.silent(ask(1, 2), now)).isTrue();
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).isFalse();
    }

    @Test
    void whoNeverAnsweredRestsAfterOneMissAndTheOthersDoNot() {
        assertThat(patience.mayAsk(ask(9, 0), now, 0)).isTrue();
        assertThat(patience.silent(ask(9, 0), now)).isTrue();
        assertThat(patience.mayAsk(ask(9, 0), now, 0)).isFalse();
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).isTrue();
        assertThat(patience.mayAsk(ask(9, 0), now + 2 * SECOND, 0)).isTrue();
    }

    @Test
    void whoUsuallyAnswersMayMissOne() {
        patience.answered(ask(1, 0), now);
        assertThat(patience.silent(ask(1, 0), now)).isFalse();
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).isTrue();
        assertThat(patience.silent(ask(1, 0), now)).isTrue();
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).isFalse();
        patience.answered(ask(1, 0), now);
        assertThat(patience.mayAsk(ask(1, 0), now, 0)).isTrue();
        assertThat(patience.silent(ask(1, 0), now)).as("counted anew").isFalse();
    }

    @Test
    void inANightItIsAskedSeldomAndNeverLessOftenThanEachTenSeconds() {
        int asked = 0;
        long last = now;
        long longest = 0;
        for (; now < 10 * 3600 * SECOND; now += SECOND / 10) {
            if (patience.mayAsk(ask(3, 0), now, 7)) {
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
        assertThat(patience.mayAsk(ask(1, 0), now, 7)).isFalse();
        assertThat(patience.mayAsk(ask(1, 0), now, 8)).isTrue();
        // Not that of a unit, which may be another device.
        patience.answered(ask(1, 0), now);
        patience.silent(ask(9, 0), now);
        assertThat(patience.mayAsk(ask(9, 0), now, 99)).isFalse();
    }
}
