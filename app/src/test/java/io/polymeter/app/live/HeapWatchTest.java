package io.polymeter.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.link.Clock;
import io.polymeter.runtime.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The heap in use is given reading by reading; a collection is noted with the number of looks before it.
class HeapWatchTest {

    private static final long MB = 1L << 20;

    @Test
    void collectsOnceWhenEverythingHasStarted() {
        assertThat(collections(9, 20, 30, 37)).containsExactly(0);
    }

    @Test
    void collectsWhenHalfOfWhatWasKeptAndSomeRoomHasGathered() {
        assertThat(collections(60, 114, 115, 61, 115, 116, 62)).containsExactly(0, 2, 4);
    }

    /// What is kept may grow by itself, as when meters are added: then more may gather, too.
    @Test
    void measuresAgainstTheLatestCollection() {
        assertThat(collections(10, 100, 90, 159, 160, 10)).containsExactly(0, 1, 3);
    }

    /// @param used the heap in use, in MB: after a collection or at a look, in this order
    private static List<Integer> collections(long... used) {
        Iterator<Long> readings = Arrays.stream(used).iterator();
        List<Integer> collected = new ArrayList<>();
        int[] looks = {0};
        Clock clock = new Clock() {
            @Override
            public long nanos() {
                return looks[0] * 1_000_000_000L;
            }

            @Override
            public Instant wall() {
                return Instant.EPOCH;
            }

            @Override
            public void sleep(Duration time) throws InterruptedException {
                if (!readings.hasNext()) {
                    throw new InterruptedException("no more readings");
                }
                looks[0]++;
            }

            @Override
            public Signal signal() {
                return new SystemClock().signal();
            }
        };
        HeapWatch watch = new HeapWatch(clock, () -> readings.next() * MB, () -> collected.add(looks[0]));
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(watch::run);
        return collected;
    }
}
