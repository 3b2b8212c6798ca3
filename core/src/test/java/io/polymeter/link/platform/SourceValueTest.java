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
        return new SourceValue(parsed, List.of(parsed), Unit.parse(unit).orElseThrow(), scale, "item X");
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
        "42\u00a0kW, 42000",
        "' 42 \u202fkw ', 42000",
        "230.1 Watt, 230.1",
        "3 watts, 3",
        "4 KW, 4000",
        "'1.234,5 W', 1234.5",
        "'1,234.5', 1234.5",
        "'1,5 W', 1.5",
        "'0,123 kW', 123",
        "'1.234.567', 1234567",
        "'1,234,567.25 W', 1234567.25",
        "'1 234,5 W', 1234.5",
        "'1\u00a0234.5 W', 1234.5",
        "'12\u202f345', 12345",
        "1'000, 1000",
        "\u22125 W, -5"
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
    @CsvSource({
        "3600 J, 1",
        "3.6 MJ, 1000",
        "3600 kJ, 1000",
        "0.0036 GJ, 1000",
        "3600 Ws, 1",
        "1000 cal, 1.16222",
        "1000 kcal, 1162.22",
        "1 Gcal, 1162222.2",
        "5 kwh, 5000",
        "5 KWH, 5000",
        "'1.234,5 kWh', 1234500",
        "2 MWh, 2000000",
        "7 wh, 7"
    })
    void energyIsReadInTheUnitsPeopleHave(String text, double wattHours) {
        assertThat(read(channel("active-energy-import", "Wh", 1), text, null))
                .isCloseTo(wattHours, org.assertj.core.data.Percentage.withPercentage(0.001));
    }

    @Test
    void whatDoesNotFitIsSaidWithWhatWasExpected() {
        SourceValue power = channel("active-power", "W", 1);
        assertThat(power.read("5 bananas", null)).asString().contains("in W or a multiple of it");
        assertThat(power.read("1,234", null)).asString().contains("decimals or thousands");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,234",
                "1,234 W",
                "-12,345 kW",
                "1.234.5",
                "1,2,3",
                "1.234,567,890",
                "12 34",
                "1 2345",
                "1.234.56 W",
                "5 mw",
                "nan",
                "-inf",
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
