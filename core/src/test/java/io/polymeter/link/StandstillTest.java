package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandstillTest {

    private static final long SECOND = 1_000_000_000L;

    private final Standstill standstill = new Standstill(0);

    @Test
    void whatIsReceivedWhileTheProcessRunsIsNew() {
        standstill.beat(SECOND / 4);
        assertThat(standstill.received(SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(standstill.beat(SECOND)).isZero();
        assertThat(standstill.count()).isZero();
    }

    @Test
    void whatIsReceivedAfterAStandstillIsAsOldAsThat() {
        standstill.beat(SECOND);
        assertThat(standstill.received(11 * SECOND))
                .as("before anybody noticed")
                .isEqualTo(SECOND);
        assertThat(standstill.received(12 * SECOND))
                .as("a queue that is emptied")
                .isEqualTo(SECOND);
        assertThat(standstill.beat(12 * SECOND))
                .as("told once, with its length")
                .isEqualTo(10 * SECOND);
        assertThat(standstill.beat(12 * SECOND + SECOND / 4)).isZero();
        standstill.beat(13 * SECOND);
        assertThat(standstill.received(13 * SECOND)).as("queues are empty").isEqualTo(13 * SECOND);
        assertThat(standstill.count()).isEqualTo(1);
    }

    @Test
    void aStandstillThatNobodyReceivedAnythingAfterIsToldAsWell() {
        standstill.beat(SECOND);
        assertThat(standstill.beat(5 * SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void twoStandstillsInQuickSuccessionAreOne() {
        standstill.beat(SECOND);
        assertThat(standstill.received(11 * SECOND)).isEqualTo(SECOND);
        assertThat(standstill.received(21 * SECOND))
                .as("what waited through the first may be waiting still")
                .isEqualTo(SECOND);
    }

    @Test
    void aShortStandstillHoldsShortly() {
        standstill.beat(SECOND);
        long until = SECOND + 1_100_000_000L;
        assertThat(standstill.received(until)).isEqualTo(SECOND);
        standstill.beat(until + SECOND / 2);
        assertThat(standstill.received(until + SECOND)).isEqualTo(SECOND);
        standstill.beat(until + SECOND);
        assertThat(standstill.received(until + 1_100_000_000L)).isEqualTo(until + 1_100_000_000L);
    }
}
