package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that is too slow is interrupted, and the threads that answer are bounded.
@Timeout(10)
class ClientDeadlinesTest {

    private static final Duration OVER = Duration.ofNanos(-1);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ClientDeadlines deadlines = new ClientDeadlines();

    @Test
    void whoseTimeIsOverIsInterruptedOnce() {
        deadlines.set(LONG);
        assertThat(deadlines.sweep()).isZero();
        deadlines.set(OVER);
        assertThat(deadlines.sweep()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(deadlines.sweep()).isZero();
    }

    @Test
    void whoIsDoneIsLeftAlone() {
        deadlines.set(OVER);
        deadlines.clear();
        assertThat(deadlines.sweep()).isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    /// The time runs while a client takes what is written, and not while there is nothing to write.
    @Test
    void eachPartOfAStreamHasItsOwnTime() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        OutputStream client = new OutputStream() {
            @Override
            public void write(int one) {
                sent.write(one);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                assertThat(deadlines.sweep()).isZero();
                sent.write(bytes, from, count);
            }
        };
        TimedOutput out = new TimedOutput(client, deadlines);
        deadlines.set(OVER);
        out.write(new byte[] {1, 2, 3}, 1, 2);
        out.flush();
        assertThat(sent.toByteArray()).containsExactly(2, 3);
        assertThat(deadlines.sweep()).isZero();
        deadlines.set(OVER);
        out.close();
        assertThat(deadlines.sweep()).isZero();
        assertThat(TimedOutput.WRITE_TIMEOUT).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsRefused() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Future<Boolean>> taken = new ArrayList<>();
        try (WorkerPool pool = new WorkerPool()) {
            // One address leaves places for another; three have all of them.
            int[] fits = {100, 100, 4};
            for (int i = 0; i < fits.length; i++) {
                InetAddress from = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i});
                int before = taken.size();
                assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> {
                    while (taken.size() <= 1_000) {
                        taken.add(pool.submit(from, () -> {
                            end.await();
                            return true;
                        }));
                    }
                });
                assertThat(taken.size() - before).isEqualTo(fits[i]);
            }
            end.countDown();
            for (Future<Boolean> each : taken) {
                assertThat(each.get()).isTrue();
            }
        }
    }
}
