package io.polymeter.link.modbus.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One bad register costs nothing but itself, and is asked again.
class RefusedReadsTest {

    private static final Profile KSEM = Catalog.builtIn().find("kostal-ksem").orElseThrow();
    private static final Range LONG = new Range(512, 123);
    private static final Range OTHER = new Range(635, 10);

    private final RefusedReads reads = new RefusedReads();

    @Test
    void aReadIsGivenUpAfterTwoMissesInARow() {
        assertThat(reads.missed(LONG)).isFalse();
        assertThat(reads.missed(OTHER)).isFalse();
        assertThat(reads.answered(LONG)).isFalse();
        assertThat(reads.missed(LONG)).isFalse();
        assertThat(reads.misses(LONG)).isEqualTo(1);
        assertThat(reads.missed(LONG)).isTrue();
    }

    @Test
    void aBusyDeviceIsGivenOneMoreChance() {
        assertThat(reads.busy(LONG)).isFalse();
        assertThat(reads.busy(LONG)).isFalse();
        assertThat(reads.busy(LONG)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 10", "9, 10"})
    void whatIsGivenUpIsAskedAfterAMinuteThenTwiceAsLateUpToTenMinutes(int times, int minutes) {
        long now = 0;
        for (int i = 1; i < times; i++) {
            reads.giveUp(LONG, now);
        }
        reads.giveUp(LONG, now);
        long due = Duration.ofMinutes(minutes).toNanos();
        assertThat(reads.isLeftOut(LONG, now + due - 1)).isTrue();
        assertThat(reads.isLeftOut(LONG, now + due)).isFalse();
        assertThat(reads.isLeftOut(OTHER, now)).isFalse();
        assertThat(reads.isGivenUp(LONG)).isTrue();
        assertThat(reads.givenUp()).containsExactly(LONG);
        // Every further miss is once too often.
        assertThat(reads.missed(LONG)).isTrue();
        assertThat(reads.answered(LONG)).isTrue();
        assertThat(reads.isGivenUp(LONG)).isFalse();
    }

    @Test
    void piecesOfALongReadCutNoValue() {
        assertThat(reads.pieces(KSEM, LONG)).containsExactly(LONG);
        List<Range> halves = reads.split(KSEM, LONG);
        assertThat(halves).hasSize(2);
        assertThat(halves.getFirst().end()).isEqualTo(halves.getLast().address());
        assertThat(halves.getFirst().address()).isEqualTo(512);
        assertThat(halves.getLast().end()).isEqualTo(LONG.end());
        int cut = halves.getLast().address();
        assertThat(KSEM.rowAt(cut).stream()).allMatch(row -> row.range().address() == cut);
        assertThat(Math.abs(halves.getFirst().count() - halves.getLast().count()))
                .isLessThanOrEqualTo(8);
        assertThat(reads.pieces(KSEM, LONG)).isEqualTo(halves);
        List<Range> quarters = reads.split(KSEM, halves.getFirst());
        assertThat(reads.pieces(KSEM, LONG)).hasSize(3).startsWith(quarters.getFirst(), quarters.getLast());
        assertThat(reads.split(KSEM, new Range(512, 4))).isEmpty();
    }

    @Test
    void anotherDeviceIsAskedEverythingAnew() {
        reads.split(KSEM, LONG);
        reads.giveUp(LONG, 0);
        reads.unanswered(OTHER);
        assertThat(reads.misses(OTHER)).isEqualTo(1);
        reads.clear();
        assertThat(reads.pieces(KSEM, LONG)).containsExactly(LONG);
        assertThat(reads.isGivenUp(LONG)).isFalse();
        assertThat(reads.misses(OTHER)).isZero();
    }
}
