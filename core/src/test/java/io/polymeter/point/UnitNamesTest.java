package io.polymeter.point;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitNamesTest {

    @ParameterizedTest
    @CsvSource({
        "W, WATT, 1",
        "watts, WATT, 1",
        "WATT, WATT, 1",
        "VAr, VAR, 1",
        "varh, VAR_HOUR, 1",
        "℃, CELSIUS, 1",
        "degC, CELSIUS, 1",
        "W/m2, WATT_PER_SQUARE_METRE, 1",
        "percent, PERCENT, 1",
        "\u2126, OHM, 1",
        "s, SECOND, 1",
        "J, WATT_HOUR, 0.0002777777777777778",
        "Ws, WATT_HOUR, 0.0002777777777777778",
        "cal, WATT_HOUR, 0.0011622222222222223",
    })
    void aUnitHasManyNames(String text, Unit unit, double factor) {
        Unit.Scaled scaled = Objects.requireNonNull(UnitNames.of(text));
        assertThat(scaled.unit()).isEqualTo(unit);
        assertThat(scaled.factor()).isEqualTo(factor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kg", "m3", "S", "Wm", "WW"})
    void whatIsNoneIsNone(String text) {
        assertThat(UnitNames.of(text)).isNull();
    }

    @Test
    void onlyRightCapitalsAreExact() {
        assertThat(UnitNames.exact("Wh")).isNotNull();
        assertThat(UnitNames.exact("WH")).isNull();
        assertThat(UnitNames.of("WH")).isEqualTo(UnitNames.exact("Wh"));
    }
}
