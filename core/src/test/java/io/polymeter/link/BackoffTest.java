package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    /// A generator that always gives the same share of one.
    private static RandomGenerator always(double share) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return share;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 750, 1500, 3000, 6000, 12000, 24000, 45000, 45000",
        "0.5, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000",
        "1.0, 1250, 2500, 5000, 10000, 20000, 40000, 60000, 60000",
    })
    void eachWaitIsTwiceTheLastSpreadByAQuarterAndNeverLongerThanAMinute(
            double share, long a, long b, long c, long d, long e, long f, long g, long h) {
        Backoff backoff = new Backoff(always(share));
        for (long millis : new long[] {a, b, c, d, e, f, g, h}) {
            assertThat(backoff.next()).isEqualTo(Duration.ofMillis(millis));
        }
    }

    @Test
    void afterSuccessItBeginsAnew() {
        Backoff backoff = new Backoff(always(0.5));
        assertThat(backoff.next()).isEqualTo(Backoff.FIRST);
        assertThat(backoff.next()).isEqualTo(Backoff.FIRST.multipliedBy(2));
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Backoff.FIRST);
    }
}
