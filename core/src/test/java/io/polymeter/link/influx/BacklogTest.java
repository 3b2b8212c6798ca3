package io.polymeter.link.influx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What waits is bounded, stays in order, and what has to go is told.
class BacklogTest {

    private static List<Sampler.Line> lines(int first, int end) {
        return IntStream.range(first, end)
                .mapToObj(i -> new Sampler.Line(0, "line " + i))
                .toList();
    }

    @Test
    void theOldestMakeRoom() {
        Backlog backlog = new Backlog();
        assertThat(backlog.add(lines(0, Backlog.MOST))).isEmpty();
        assertThat(backlog.add(lines(Backlog.MOST, Backlog.MOST + 3))).isEqualTo(lines(0, 3));
        assertThat(backlog.size()).isEqualTo(Backlog.MOST);
        assertThat(backlog.take()).isEqualTo(lines(3, 3 + Backlog.BATCH));
    }

    @Test
    void whatWasNotWrittenIsWrittenFirst() {
        Backlog backlog = new Backlog();
        backlog.add(lines(0, Backlog.BATCH + 5));
        List<Sampler.Line> batch = backlog.take();
        assertThat(batch).isEqualTo(lines(0, Backlog.BATCH));
        assertThat(backlog.back(batch)).isEmpty();
        assertThat(backlog.take()).isEqualTo(batch);
        assertThat(backlog.take()).isEqualTo(lines(Backlog.BATCH, Backlog.BATCH + 5));
        assertThat(backlog.take()).isEmpty();
    }

    @Test
    void whatCameMeanwhileIsNotPushedOutByWhatComesBack() {
        Backlog backlog = new Backlog();
        backlog.add(lines(0, Backlog.BATCH));
        List<Sampler.Line> batch = backlog.take();
        backlog.add(lines(Backlog.BATCH, Backlog.BATCH + Backlog.MOST - 2));
        assertThat(backlog.back(batch)).isEqualTo(lines(0, Backlog.BATCH - 2));
        assertThat(backlog.size()).isEqualTo(Backlog.MOST);
        assertThat(backlog.take().getFirst()).isEqualTo(new Sampler.Line(0, "line " + (Backlog.BATCH - 2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a b|a\\ b", "a,b=c|a\\,b\\=c", "plain-1.x_y|plain-1.x_y", "'ends\\'|'ends\\\\ '"})
    void whatMeansSomethingInALineIsEscaped(String text, String escaped) {
        assertThat(Sampler.escape(text, ",= ")).isEqualTo(escaped);
    }
}
