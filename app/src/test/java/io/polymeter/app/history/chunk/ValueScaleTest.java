package io.polymeter.app.history.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.point.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How finely values are kept.
class ValueScaleTest {

    static List<Arguments> scales() {
        return List.of(
                Arguments.of(new double[] {1, -2, Double.NaN}, 3, 0),
                Arguments.of(new double[] {1, 0.5}, 3, 1),
                Arguments.of(new double[] {230.12}, 3, 2),
                Arguments.of(new double[] {0.0001}, 1, 4),
                Arguments.of(new double[] {1.0 / 3}, 3, 3),
                Arguments.of(new double[] {1.0 / 3}, 1, 1),
                Arguments.of(new double[] {1e15, 1.0 / 3}, 3, ValueScale.EXACT),
                Arguments.of(new double[] {Double.POSITIVE_INFINITY}, 3, ValueScale.EXACT),
                Arguments.of(new double[] {Double.NaN}, 3, 0));
    }

    @ParameterizedTest
    @MethodSource("scales")
    void theCoarsestThatLosesNothingElseThatOfTheUnit(double[] values, int finest, int code) {
        assertThat(ValueScale.of(values, finest)).isEqualTo(code);
        if (code != ValueScale.EXACT) {
            for (double value : values) {
                if (!Double.isNaN(value)) {
                    assertThat(Math.abs(ValueScale.value(ValueScale.whole(value, code), code) - value))
                            .isLessThanOrEqualTo(0.5 / Math.pow(10, code));
                }
            }
        }
    }

    @Test
    void powerAndEnergyAreKeptInTenths() {
        assertThat(ValueScale.finest(Unit.WATT)).isEqualTo(1);
        assertThat(ValueScale.finest(Unit.WATT_HOUR)).isEqualTo(1);
        assertThat(ValueScale.finest(Unit.VOLT)).isEqualTo(3);
    }

    @Test
    void aScaleThatIsNoneIsDamage() {
        assertThatExceptionOfType(DamagedChunkException.class)
                .isThrownBy(() -> ValueScale.read(new BitReader(new byte[] {(byte) 0xa0}, 0, 1)))
                .withMessageContaining("unknown scale");
    }
}
