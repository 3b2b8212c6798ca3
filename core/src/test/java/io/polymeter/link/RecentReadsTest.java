package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentReadsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long T0 = Long.MIN_VALUE / 2;

    private final RecentReads recent = new RecentReads();

    private void ask(int address, boolean refused, long now) {
        if (refused) {
            recent.refusedRead(new RecentReads.Read(3, address, 10), OutputCounters.Reason.NOT_RECEIVED, now);
            recent.refused(1, now);
        } else {
            recent.answered(1, now);
        }
    }

    @Test
    void aReadThatIsRepeatedAndRefusedIsNamedUntilItIsOver() {
        for (int i = 0; i < 18; i++) {
            ask(258, true, T0 + i * SECOND);
            ask(286, true, T0 + i * SECOND);
        }
        ask(1024, false, T0 + 17 * SECOND);
        ask(1024, false, T0 + 17 * SECOND);
        RecentReads.Figures figures = recent.figures(T0 + 18 * SECOND);
        assertThat(figures.asked()).isEqualTo(38);
        assertThat(figures.refused()).isEqualTo(36);
        assertThat(figures.refusals()).extracting(RecentReads.Refusal::address).containsExactly(258, 286);
        assertThat(figures.areMostlyRefused()).isTrue();
        assertThat(recent.isNews(figures)).isTrue();
        assertThat(recent.isNews(figures)).as("said once").isFalse();
        RecentReads.Figures over = recent.figures(T0 + 80 * SECOND);
        assertThat(over).isEqualTo(RecentReads.Figures.NONE);
        assertThat(recent.isNews(over)).as("and that it is over").isTrue();
    }

    /// A GEN24 asks once each for other kinds of meters.
    @Test
    void aSearchForOtherDevicesIsNoNews() {
        for (int address = 0; address < 8; address++) {
            ask(address, true, T0);
        }
        ask(40071, false, T0);
        RecentReads.Figures figures = recent.figures(T0);
        assertThat(figures.refused()).isEqualTo(8);
        assertThat(figures.refusals()).isEmpty();
        assertThat(figures.areMostlyRefused()).isFalse();
    }

    @Test
    void moreReadsThanAreToldApartAreCountedTogether() {
        for (int round = 0; round < 3; round++) {
            for (int address = 0; address < 1000; address++) {
                ask(10 * address, true, T0);
            }
        }
        RecentReads.Figures figures = recent.figures(T0);
        assertThat(figures.refused()).isEqualTo(3000);
        assertThat(figures.refusals()).hasSize(64);
    }
}
