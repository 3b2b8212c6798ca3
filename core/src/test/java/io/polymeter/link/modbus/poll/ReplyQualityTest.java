package io.polymeter.link.modbus.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyQualityTest {

    /// `.` is an answer, `x` a lost request.
    @ParameterizedTest
    @CsvSource({
        "'....................', false",
        "'x...x...x...x...x...', true",
        // Fewer than fifteen show nothing yet.
        "'x.x.x.x.', false",
        // A device that is silent altogether is no disturbed line.
        "'....................xxxxxxxxxxxxxxxxxxxx', false",
        // It was disturbed, and is so no more when all but few are answered.
        "'x...x...x...x...x...........................................', false",
    })
    void aLineIsDisturbedWhereRequestsAreLostBetweenOthers(String seen, boolean disturbed) {
        ReplyQuality quality = new ReplyQuality();
        for (int i = 0; i < seen.length(); i++) {
            if (seen.charAt(i) == 'x') {
                quality.missed();
            } else {
                quality.answered();
            }
        }
        assertThat(quality.isDisturbed()).isEqualTo(disturbed);
    }
}
