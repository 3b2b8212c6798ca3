package io.polymeter.fleet.site;

import static io.polymeter.fleet.site.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Silence is judged at the live edge alone, by each meter's own interval.
class SilenceWatchTest {

    private static final long SECOND = 1_000;
    private final SilenceWatch watch = new SilenceWatch(Duration.ofSeconds(5));

    private void beats(long from, long to) {
        for (long at = from; at <= to; at += SECOND) {
            watch.beat(at);
        }
    }

    @Test
    void aMeterIsSilentAfterThreeOfItsOwnIntervalsAndTheGrace() {
        SilenceWatch.Key quick = new SilenceWatch.Key("g/a", "grid");
        SilenceWatch.Key slow = new SilenceWatch.Key("g/b", "grid");
        watch.beat(START);
        watch.heard(quick, 10 * SECOND, START);
        watch.heard(slow, 60 * SECOND, START);

        beats(START, START + 35 * SECOND);
        assertThat(watch.silent(START + 35 * SECOND)).isEmpty();
        beats(START + 36 * SECOND, START + 36 * SECOND);
        assertThat(watch.silent(START + 36 * SECOND)).containsExactly(quick);
        assertThat(watch.silent(START + 36 * SECOND)).isEmpty();
        beats(START + 37 * SECOND, START + 186 * SECOND);
        assertThat(watch.silent(START + 186 * SECOND)).containsExactly(slow);
    }

    @Test
    void whoeverIsBehindSaysNothing() {
        watch.beat(START);
        watch.heard(new SilenceWatch.Key("g/a", "grid"), 10 * SECOND, START);
        beats(START, START + 600 * SECOND);

        assertThat(watch.silent(START + 606 * SECOND)).isEmpty();
        assertThat(watch.isLive(START + 606 * SECOND)).isFalse();
    }

    @Test
    void catchingUpAccusesNobodyWhoSpokeMeanwhile() {
        List<SilenceWatch.Key> accused = new ArrayList<>();
        long down = 3600 * SECOND;
        watch.beat(START);
        watch.heard(new SilenceWatch.Key("g/a", "grid"), 10 * SECOND, START);
        for (long at = START; at <= START + down; at += SECOND) {
            watch.beat(at);
            if (at % (10 * SECOND) == 0) {
                watch.heard(new SilenceWatch.Key("g/a", "grid"), 10 * SECOND, at);
            }
            accused.addAll(watch.silent(START + down));
        }

        assertThat(accused).isEmpty();
    }

    @Test
    void afterAPauseOfTheFrontsEveryMeterHasItsTimeAgain() {
        SilenceWatch.Key key = new SilenceWatch.Key("g/a", "grid");
        watch.beat(START);
        watch.heard(key, 10 * SECOND, START);

        beats(START + 300 * SECOND, START + 335 * SECOND);
        assertThat(watch.silent(START + 335 * SECOND)).isEmpty();
        beats(START + 336 * SECOND, START + 336 * SECOND);
        assertThat(watch.silent(START + 336 * SECOND)).containsExactly(key);
    }
}
