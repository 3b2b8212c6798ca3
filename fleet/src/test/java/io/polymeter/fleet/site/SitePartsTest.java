package io.polymeter.fleet.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The parts of a site's state.
class SitePartsTest {

    private static final long Q = Quarter.MILLIS;

    @Test
    void aQuarterHourIsTheDifferenceOfTheLastReadingsBeforeItsEnds() {
        CounterSpan span = CounterSpan.NONE
                .with(new Reading(Q - 1_000, 100), Q)
                .with(new Reading(Q + 1_000, 130), Q)
                .with(new Reading(2 * Q - 1, 180), Q);
        assertThat(span.difference()).isEqualTo(80);
        assertThat(span.with(new Reading(2 * Q, 999), Q)).isSameAs(span);
        assertThat(span.with(null, Q)).isSameAs(span);
        assertThat(CounterSpan.NONE.difference()).isNull();
        assertThat(new CounterSpan(new Reading(0, 200), new Reading(Q, 100)).difference())
                .as("a counter that went back")
                .isNull();
        assertThat(new CounterSpan(new Reading(0, 200), new Reading(Q, 150)).difference())
                .as("a counter that a history has rounded up")
                .isZero();
        RecordWriter out = new RecordWriter(16);
        span.write(out);
        assertThat(CounterSpan.read(new RecordReader(out.bytes()))).isEqualTo(span);
    }

    @Test
    void gapsThatTouchAreOneAndTheOldestTwoAreJoinedBeyondTheirNumber() {
        List<Gap> gaps = new ArrayList<>();
        Gap.add(gaps, new Gap(100, 200, 1, 3, 7));
        Gap.add(gaps, new Gap(300, 400, 2, 0, 0));
        Gap.add(gaps, new Gap(200, 300, 5, 1, 4));
        assertThat(gaps).containsExactly(new Gap(100, 400, 5, 0, 7));
        gaps.clear();
        for (int i = 0; i <= Gap.MAX; i++) {
            Gap.add(gaps, new Gap(10L * i, 10L * i + 5, i, 2, i));
        }
        assertThat(gaps).hasSize(Gap.MAX);
        assertThat(gaps.getFirst()).isEqualTo(new Gap(0, 15, 1, 2, 1));
        Gap narrowed = gaps.getLast().tried(99).narrowed(161, 163);
        RecordWriter out = new RecordWriter(16);
        narrowed.write(out);
        assertThat(Gap.read(new RecordReader(out.bytes()))).isEqualTo(new Gap(161, 163, 16, 3, 99));
    }

    @Test
    void aSampleHasTheReadingsThatItNames() {
        Sample sample = new Sample(7, 7, 8, 1_000L, 5L, null);
        assertThat(sample.imports()).isEqualTo(new Reading(7, 5));
        assertThat(sample.exports()).isNull();
    }

    @Test
    void beforeItsBirthASiteHasItsNodeAlone() {
        assertThat(SiteDeclaration.NONE.indexOf("")).isZero();
        assertThat(SiteDeclaration.NONE.indexOf("grid")).isEqualTo(-1);
        assertThat(SiteDeclaration.NONE.devices()).hasSize(1);
    }

    @Test
    void aStepWithoutAnArchiveKeepsNothing() {
        assertThat(NoArchive.INSTANCE.get("grid", 0)).isNull();
        assertThatIllegalStateException().isThrownBy(() -> NoArchive.INSTANCE.remove("grid", 0));
    }
}
