package io.polymeter.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineDiffTest {

    @Test
    void aChangedLineIsShownAsBothTexts() {
        assertThat(shown(List.of("a", "b", "c", "d"), List.of("a", "x", "c", "d", "e")))
                .containsExactly(" a", "-b", "+x", " c", " d", "+e");
    }

    @Test
    void theLinesOfBothTextsCanBeReadOffAnyDifference() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            List<String> before = lines(random);
            List<String> after = lines(random);
            List<LineDiff.Line> diff = LineDiff.of(before, after);
            assertThat(without(diff, '+')).isEqualTo(before);
            assertThat(without(diff, '-')).isEqualTo(after);
        }
    }

    @Test
    void equalTextsDifferNowhere() {
        List<String> text = List.of("a", "b");
        assertThat(shown(text, text)).containsExactly(" a", " b");
    }

    private static List<String> without(List<LineDiff.Line> diff, char sign) {
        return diff.stream()
                .filter(line -> line.sign() != sign)
                .map(LineDiff.Line::text)
                .toList();
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            lines.add(String.valueOf((char) ('a' + random.nextInt(4))));
        }
        return lines;
    }

    private static List<String> shown(List<String> before, List<String> after) {
        return LineDiff.of(before, after).stream()
                .map(line -> line.sign() + line.text())
                .toList();
    }
}
