package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.register.RegisterImage;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scale factors that follow the values, as those of real inverters do.
class ScaleFactorTest {

    private static final Profile KACO =
            Catalog.builtIn().find("kaco-blueplanet").orElseThrow();
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final int W = 40084;

    private static RegisterImage shown(double watts) {
        Readings readings = Readings.NONE.toBuilder().put(POWER, watts, 1).build();
        return Codec.of(KACO).encode(readings, 1);
    }

    private static int word(RegisterImage image, int address) {
        return Objects.requireNonNull(image.words(address, 1)).get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, -1",
        "12.3, 123, -1",
        "3276.7, 32767, -1",
        "3277, 3277, 0",
        "-3277, -3277, 0",
        "32767, 32767, 0",
        "32770, 3277, 1",
        "400000, 4000, 2"
    })
    void theFinestThatFitsIsTaken(double watts, int word, int factor) {
        RegisterImage image = shown(watts);
        assertThat((short) word(image, W)).isEqualTo((short) word);
        assertThat((short) word(image, W + 1)).isEqualTo((short) factor);
        assertThat(Codec.of(KACO).decode(image).value(POWER)).isEqualTo(watts);
    }

    @Test
    void whatFitsWithNoneIsNotImplemented() {
        RegisterImage image = shown(10_000_000);
        assertThat(word(image, W)).isEqualTo(0x8000);
        assertThat(Codec.of(KACO).decode(image).has(POWER)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-2..2, true", "0..0, true", "-10..10, true", "2..-2, false", "-11..0, false", "1, false", "a..b, false"
    })
    void aRangeIsTwoScaleFactorsInTheirOrder(String text, boolean follows) {
        assertThat(ScaleFactor.follows(text)).isEqualTo(follows);
    }
}
