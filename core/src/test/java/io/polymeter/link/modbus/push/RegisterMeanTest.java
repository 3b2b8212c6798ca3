package io.polymeter.link.modbus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profiles;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import org.junit.jupiter.api.Test;

class RegisterMeanTest {

    private static final Profile PROFILE = new Profiles()
            .span(10, 8, Profiles.LIVE, false)
            .row(10, Encoding.I16)
            .row(11, Encoding.U32)
            .row(14, Encoding.STRING)
            .build();

    private final RegisterMean mean = new RegisterMean(PROFILE, new Range(10, 8));

    @Test
    void numbersAreAveragedInTheirEncodingAndTheRestIsTheLatest() {
        mean.add(Words.of(0xfff6, 0, 0xffff, 5, 0x4142, 0, 1, 2));
        mean.add(Words.of(20, 1, 1, 6, 0x4344, 0, 3, 4));
        // -10 and 20; 65535 and 65537. Text and what has no row are not added up.
        assertThat(mean.take(Words.of(99, 9, 9, 7, 0x4546, 0, 5, 6))).isEqualTo(Words.of(5, 1, 0, 7, 0x4546, 0, 5, 6));
    }

    @Test
    void afterAMeanIsTakenAnotherBegins() {
        mean.add(Words.of(100, 0, 0, 0, 0, 0, 0, 0));
        mean.take(Words.of(0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(mean.take(Words.of(7, 0, 0, 0, 0, 0, 0, 0))).isEqualTo(Words.of(7, 0, 0, 0, 0, 0, 0, 0));
        mean.add(Words.of(3, 0, 0, 0, 0, 0, 0, 0));
        assertThat(mean.take(Words.of(7, 0, 0, 0, 0, 0, 0, 0)).get(0)).isEqualTo(3);
    }
}
