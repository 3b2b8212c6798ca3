package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.link.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What waits in the clock gets what it waits for, or hears that it is not there.
@Timeout(20)
class SystemClockTest {

    private static final Duration LONG = Duration.ofSeconds(15);

    private final Clock clock = new SystemClock();

    @Test
    void aResultIsHandedOnFromWhicheverThreadItComes() throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> result.complete("there"));
        assertThat(clock.await(result, LONG)).isEqualTo("there");
        assertThat(clock.await(CompletableFuture.completedFuture(7), Duration.ZERO))
                .isEqualTo(7);
    }

    @Test
    void whatFailedFailsAndWhatDoesNotComeIsNotWaitedForLonger() {
        assertThatThrownBy(() -> clock.await(CompletableFuture.failedFuture(new IOException("gone")), LONG))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("gone");
        long begin = clock.nanos();
        assertThatThrownBy(() -> clock.await(new CompletableFuture<>(), Duration.ofMillis(20)))
                .isInstanceOf(TimeoutException.class);
        assertThat(clock.nanos() - begin).isBetween(20_000_000L, LONG.toNanos());
    }

    @Test
    void raisesBeforeTheWaitAreKeptAsOne() throws Exception {
        Clock.Signal signal = clock.signal();
        signal.raise();
        signal.raise();
        assertThat(signal.await(LONG)).isTrue();
        assertThat(signal.await(Duration.ofMillis(1))).isFalse();
    }
}
