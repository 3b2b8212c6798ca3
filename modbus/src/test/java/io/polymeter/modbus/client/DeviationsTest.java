package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.RtuCounters;
import org.junit.jupiter.api.Test;

class DeviationsTest {

    private final Deviations deviations = new Deviations();

    @Test
    void eachKindIsCountedWithItsLatestNumberInAFixedOrder() {
        deviations.count(Deviation.Kind.ECHO, 0);
        deviations.count(Deviation.Kind.OTHER_UNIT, 3);
        deviations.count(Deviation.Kind.OTHER_UNIT, 5);
        assertThat(deviations.list())
                .containsExactly(
                        new Deviation(Deviation.Kind.OTHER_UNIT, 2, 5), new Deviation(Deviation.Kind.ECHO, 1, 0));
    }

    @Test
    void noiseThatIsAFrameButForItsChecksumCountsOnlyAsThat() {
        RtuCounters before = new RtuCounters(4, 1, 2, 10, 0);
        deviations.count(before, new RtuCounters(5, 2, 4, 30, 0));
        assertThat(deviations.list())
                .containsExactly(
                        new Deviation(Deviation.Kind.FOREIGN_REPLY, 1, 0),
                        new Deviation(Deviation.Kind.WRONG_CHECKSUM, 2, 0));
    }

    @Test
    void otherNoiseIsSurplus() {
        RtuCounters before = new RtuCounters(4, 1, 2, 10, 0);
        deviations.count(before, before);
        assertThat(deviations.list()).isEmpty();
        deviations.count(before, new RtuCounters(4, 1, 2, 17, 0));
        assertThat(deviations.list()).containsExactly(new Deviation(Deviation.Kind.SURPLUS_BYTES, 1, 7));
    }
}
