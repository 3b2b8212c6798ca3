package io.polymeter.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewsTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final News<Integer> news = new News<>(10, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private long said(int from, int to) {
        return IntStream.range(from, to).filter(news::isNews).count();
    }

    @Test
    void eachIsSaidOnce() {
        assertThat(said(0, 3)).isEqualTo(3);
        pass(Duration.ofDays(1));
        assertThat(said(0, 3)).isZero();
    }

    @Test
    void aFloodIsBoundedAndWhoComesAfterItIsNamed() {
        assertThat(said(0, 1000)).isEqualTo(10);
        pass(Duration.ofSeconds(59));
        assertThat(said(1000, 1005)).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(said(1000, 1005)).isEqualTo(1);
        pass(Duration.ofMinutes(3));
        assertThat(said(2000, 2005)).isEqualTo(3);
        pass(Duration.ofDays(30));
        assertThat(said(3000, 4000)).isEqualTo(10);
    }

    @Test
    void whatFoundNoRoomIsSaidWhenItComesAgain() {
        said(0, 10);
        assertThat(news.isNews(77)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(news.isNews(77)).isTrue();
        assertThat(news.isNews(77)).isFalse();
    }
}
