package io.polymeter.link.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A text is a number in a unit of its point, or nothing.
class SourceValueTest {

    private static SourceValue channel(String point, String unit, double scale) {
        Point parsed = Point.parse(point).orElseThrow();
        return new SourceValue(parsed, List.of(parsed), Unit.parse(unit).orElseThrow(), scale);
    }

    private static double read(SourceValue channel, String text, @Nullable String own) {
        return channel.read(text, own) instanceof SourceValue.Value.Measured(double number) ? number : Double.NaN;
    }

    @ParameterizedTest
    @CsvSource({
        "230.1 W, 230.1",
        "1.2E3 W, 1200",
        "0.45 kW, 450",
        "-3 MW, -3000000",
        "+7, 7",
        ".5, 0.5",
        "12W, 12",
        "5. W, 5",
        "1e3, 1000",
        "0 W, 0",
        "42\u00a0kW, 42000"
    })
    void aNumberIsReadInItsOwnUnit(String text, double watts) {
        assertThat(read(channel("active-power", "W", 1), text, null)).isEqualTo(watts);
    }

    @Test
    void aNumberWithoutUnitHasTheOneBesideItElseTheConfiguredOne() {
        SourceValue kilowatts = channel("active-power", "kW", -1);
        assertThat(read(kilowatts, "2", null)).isEqualTo(-2000);
        assertThat(read(kilowatts, "2", "W")).isEqualTo(-2);
        assertThat(read(kilowatts, "2 MW", "W")).isEqualTo(-2_000_000);
        assertThat(read(channel("power-factor", "", 1), "95 %", null)).isCloseTo(0.95, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,5 W",
                "1.234,5",
                "1 234.5 W",
                "1'000",
                "1_000",
                "0x10",
                "NaN",
                "Infinity",
                "1e999",
                "ON",
                "--5",
                "5 °C",
                "5 kWh",
                "1.2.3",
                "12 W 13 W",
                "٣"
            })
    void whatCouldMeanSomethingElseIsRefused(String text) {
        assertThat(channel("active-power", "W", 1).read(text, null)).isInstanceOf(SourceValue.Value.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "UNDEF", "unavailable", "unknown", ""})
    void whatThePlatformHasNotIsMissing(String text) {
        assertThat(channel("active-power", "W", 1).read(text, null)).isInstanceOf(SourceValue.Value.Missing.class);
    }
}
