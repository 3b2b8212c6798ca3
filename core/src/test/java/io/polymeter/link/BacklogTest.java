package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.runtime.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What waits is bounded, stays in order, and what has to go is told.
@Timeout(30)
class BacklogTest {

    private static final Clock CLOCK = new SystemClock();

    private final Backlog<String> backlog = new Backlog<>(10, _ -> 1);

    private static List<String> lines(int first, int end) {
        return IntStream.range(first, end).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void theOldestMakeRoom() {
        assertThat(backlog.addAll(lines(0, 10))).isEmpty();
        assertThat(backlog.addAll(lines(10, 13))).isEqualTo(lines(0, 3));
        assertThat(backlog.dropped()).isEqualTo(3);
        assertThat(backlog.waiting()).isEqualTo(10);
        assertThat(backlog.take(4)).isEqualTo(lines(3, 7));
    }

    @Test
    void whatWasNotWrittenIsWrittenFirst() {
        backlog.addAll(lines(0, 8));
        assertThat(backlog.take(5)).isEqualTo(lines(0, 5));
        backlog.back();
        assertThat(backlog.take(5)).isEqualTo(lines(0, 5));
        backlog.done();
        backlog.back();
        assertThat(backlog.take(5)).isEqualTo(lines(5, 8));
        backlog.done();
        assertThat(backlog.take(5)).isEmpty();
    }

    @Test
    void whatIsBeingWrittenIsStillShownAndCountsForTheLimit() {
        backlog.addAll(lines(0, 10));
        assertThat(backlog.take(4)).isEqualTo(lines(0, 4));
        assertThat(backlog.all()).isEqualTo(lines(0, 10));
        assertThat(backlog.addAll(lines(10, 12))).isEqualTo(lines(4, 6));
        backlog.done();
        assertThat(backlog.all()).isEqualTo(lines(6, 12));
        assertThat(backlog.addAll(lines(12, 16))).isEmpty();
    }

    @Test
    void aSizeIsWhatItIsSaidToBeAndOneThatIsTooLargeStays() {
        Backlog<String> letters = new Backlog<>(10, String::length);
        assertThat(letters.add("0123456789ABC")).isEmpty();
        assertThat(letters.add("x")).containsExactly("0123456789ABC");
        assertThat(letters.add("012345678")).isEmpty();
        assertThat(letters.add("y")).containsExactly("x");
    }

    @Test
    void whoeverWaitsIsWokenByWhatComesAndByTheEnd() throws Exception {
        CompletableFuture<Boolean> something = CompletableFuture.supplyAsync(this::await);
        backlog.add("a");
        assertThat(something.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(backlog.take(1)).containsExactly("a");
        CompletableFuture<Boolean> nothing = CompletableFuture.supplyAsync(this::await);
        backlog.end();
        assertThat(nothing.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(backlog.ended()).isTrue();
        // Would be an hour.
        backlog.pause(CLOCK, Duration.ofHours(1));
    }

    private boolean await() {
        try {
            return backlog.await(CLOCK);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
