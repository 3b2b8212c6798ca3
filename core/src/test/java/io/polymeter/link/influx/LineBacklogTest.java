package io.polymeter.link.influx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What waits is bounded, stays in order, and what has to go is told.
class LineBacklogTest {

    private static List<Sampler.Line> lines(int first, int end) {
        return IntStream.range(first, end)
                .mapToObj(i -> new Sampler.Line(0, "line " + i))
                .toList();
    }

    @Test
    void theOldestMakeRoom() {
        LineBacklog backlog = new LineBacklog();
        assertThat(backlog.add(lines(0, LineBacklog.MAX_LINES))).isEmpty();
        assertThat(backlog.add(lines(LineBacklog.MAX_LINES, LineBacklog.MAX_LINES + 3)))
                .isEqualTo(lines(0, 3));
        assertThat(backlog.size()).isEqualTo(LineBacklog.MAX_LINES);
        assertThat(backlog.take()).isEqualTo(lines(3, 3 + LineBacklog.BATCH));
    }

    @Test
    void whatWasNotWrittenIsWrittenFirst() {
        LineBacklog backlog = new LineBacklog();
        backlog.add(lines(0, LineBacklog.BATCH + 5));
        List<Sampler.Line> batch = backlog.take();
        assertThat(batch).isEqualTo(lines(0, LineBacklog.BATCH));
        assertThat(backlog.back(batch)).isEmpty();
        assertThat(backlog.take()).isEqualTo(batch);
        assertThat(backlog.take()).isEqualTo(lines(LineBacklog.BATCH, LineBacklog.BATCH + 5));
        assertThat(backlog.take()).isEmpty();
    }

    @Test
    void whatCameMeanwhileIsNotPushedOutByWhatComesBack() {
        LineBacklog backlog = new LineBacklog();
        backlog.add(lines(0, LineBacklog.BATCH));
        List<Sampler.Line> batch = backlog.take();
        backlog.add(lines(LineBacklog.BATCH, LineBacklog.BATCH + LineBacklog.MAX_LINES - 2));
        assertThat(backlog.back(batch)).isEqualTo(lines(0, LineBacklog.BATCH - 2));
        assertThat(backlog.size()).isEqualTo(LineBacklog.MAX_LINES);
        assertThat(backlog.take().getFirst()).isEqualTo(new Sampler.Line(0, "line " + (LineBacklog.BATCH - 2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a b|a\\ b", "a,b=c|a\\,b\\=c", "plain-1.x_y|plain-1.x_y", "'ends\\'|'ends\\\\ '"})
    void whatMeansSomethingInALineIsEscaped(String text, String escaped) {
        assertThat(Sampler.escape(text, ",= ")).isEqualTo(escaped);
    }
}
