package io.polymeter.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointTest {

    @Test
    void everyPointHasItsOwnNameAndIndexAndIsFoundByName() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < Point.count(); i++) {
            Point point = Point.all().get(i);
            assertThat(point.index()).isEqualTo(i);
            assertThat(names.add(point.name())).isTrue();
            assertThat(Point.parse(point.name())).containsSame(point);
            assertThat(Point.of(point.quantity(), point.phase())).isSameAs(point);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "active-power, 1-0:16.7.0, W",
        "active-power.L1, 1-0:36.7.0, WphA",
        "active-power.L3, 1-0:76.7.0, WphC",
        "reactive-power.L2, 1-0:43.7.0, VARphB",
        "current.L1, 1-0:31.7.0, AphA",
        "voltage.L1, 1-0:32.7.0, PhVphA",
        "voltage.L3, 1-0:72.7.0, PhVphC",
        "line-voltage.L12, '', PPVphAB",
        "line-voltage.L31, '', PPVphCA",
        "power-factor.L2, 1-0:53.7.0, PFphB",
        "frequency, 1-0:14.7.0, Hz",
        "frequency.L1, '', HzphA",
        "active-energy-import, 1-0:1.8.0, TotWhImp",
        "active-energy-export.L2, 1-0:42.8.0, TotWhExpPhB",
        "reactive-energy-import.L1, 1-0:23.8.0, ''",
        "current.N, '', ''",
        "serial, '', SN",
    })
    void pointsHaveTheirObisAndSunSpecNames(String name, String obis, String sunspec) {
        Point point = Point.parse(name).orElseThrow();
        assertThat(point.obis().orElse("")).isEqualTo(obis);
        assertThat(point.sunspec().orElse("")).isEqualTo(sunspec);
        assertThat(point).hasToString(name);
    }

    @Test
    void namesHaveNoPhases() {
        assertThatThrownBy(() -> Point.of(Quantity.SERIAL, Phase.L1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Point.parse("serial.L1")).isEmpty();
        assertThat(Point.parse("voltage.TOTAL")).isEmpty();
        assertThat(Point.parse("Voltage")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "W, WATT, 1",
        "kW, WATT, 1000",
        "mW, WATT, 0.001",
        "MWh, WATT_HOUR, 1000000",
        "kWh, WATT_HOUR, 1000",
        "var, VAR, 1",
        "kVAr, VAR, 1000",
        "kVArh, VAR_HOUR, 1000",
        "kVA, VOLT_AMPERE, 1000",
        "mA, AMPERE, 0.001",
        "mV, VOLT, 0.001",
        "Hz, HERTZ, 1",
        "mHz, HERTZ, 0.001",
        "°C, CELSIUS, 1",
        "degC, CELSIUS, 1",
        "W/m², WATT_PER_SQUARE_METRE, 1",
        "W/m2, WATT_PER_SQUARE_METRE, 1",
        "%, PERCENT, 1",
        "ms, SECOND, 0.001",
        "s, SECOND, 1",
        "' kW ', WATT, 1000"
    })
    void unitsAreReadWithTheirPrefixes(String text, Unit unit, double factor) {
        assertThat(Unit.parse(text)).contains(new Unit.Scaled(unit, factor));
    }

    @ParameterizedTest
    @CsvSource({"kg", "k", "mw", "Kg", "S", "kk", "m%", "k°C", "WW", "xW", "kdegC"})
    void whatIsNoUnitIsNone(String text) {
        assertThat(Unit.parse(text)).isEmpty();
    }
}
