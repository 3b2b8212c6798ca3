package io.polymeter.link.victron;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.dbus.DbusValue;
import io.polymeter.view.FreshValues;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each kind of service shows of a meter. Every number is another one.
class FacesTest {

    private static final DbusValue INVALID = new DbusValue.Array("i", java.util.List.of());

    private static String text(PathValues picture, String path) {
        return Objects.requireNonNull(picture.at(path), path).text();
    }

    private static DbusValue value(PathValues picture, String path) {
        return Objects.requireNonNull(picture.at(path), path).value();
    }

    private static FreshValues meter() {
        return Meters.fresh(
                "active-power",
                -1234.56,
                "active-power.L1",
                -411,
                "active-power.L2",
                -412,
                "active-power.L3",
                -411.56,
                "voltage.L1",
                229.94,
                "voltage.L2",
                230.96,
                "voltage.L3",
                232,
                "current.L1",
                1.81,
                "current.L2",
                1.92,
                "current.L3",
                2.03,
                "frequency",
                49.987,
                "power-factor",
                -0.9876,
                "power-factor.L2",
                0.5,
                "current.N",
                0.11,
                "active-energy-import",
                1_234_567,
                "active-energy-export",
                7_654_321,
                "active-energy-import.L2",
                411_000,
                "active-energy-export.L3",
                12_000,
                "serial",
                "4711",
                "manufacturer",
                "KOSTAL",
                "model",
                "Smart Energy Meter",
                "version",
                "2.6.0");
    }

    @Test
    void aGridMeterKeepsItsSignsAndHasVictronsUnits() {
        PathValues picture = Meters.draw(Meters.grid(), meter());
        assertThat(value(picture, "/Ac/Power")).isEqualTo(new DbusValue.Real(-1234.56));
        assertThat(text(picture, "/Ac/Power")).isEqualTo("-1234.6 W");
        assertThat(text(picture, "/Ac/L2/Power")).isEqualTo("-412.0 W");
        assertThat(text(picture, "/Ac/L1/Voltage")).isEqualTo("229.9 V");
        assertThat(text(picture, "/Ac/L3/Current")).isEqualTo("2.0 A");
        assertThat(text(picture, "/Ac/N/Current")).isEqualTo("0.1 A");
        assertThat(text(picture, "/Ac/Frequency")).isEqualTo("49.99 Hz");
        assertThat(text(picture, "/Ac/PowerFactor")).isEqualTo("-0.988");
        assertThat(text(picture, "/Ac/L2/PowerFactor")).isEqualTo("0.500");
        assertThat(value(picture, "/Ac/Energy/Forward")).isEqualTo(new DbusValue.Real(1234.567));
        assertThat(text(picture, "/Ac/Energy/Reverse")).isEqualTo("7654.3 kWh");
        assertThat(text(picture, "/Ac/L2/Energy/Forward")).isEqualTo("411.0 kWh");
        assertThat(text(picture, "/Ac/L3/Energy/Reverse")).isEqualTo("12.0 kWh");
        assertThat(value(picture, "/NrOfPhases")).isEqualTo(new DbusValue.Int32(3));
        assertThat(value(picture, "/RefreshTime")).isEqualTo(new DbusValue.Int32(200));
        assertThat(value(picture, "/Role")).isEqualTo(new DbusValue.Text("grid"));
        assertThat(value(picture, "/AllowedRoles").signature()).isEqualTo("as");
    }

    @Test
    void everyServiceSaysWhoItIs() {
        PathValues picture = Meters.draw(Meters.grid(), meter());
        assertThat(text(picture, "/Mgmt/ProcessName")).isEqualTo("polymeter");
        assertThat(text(picture, "/Mgmt/ProcessVersion")).isNotEmpty();
        assertThat(text(picture, "/Mgmt/Connection")).isEqualTo("Modbus tcp://192.168.178.80:502, unit 2");
        assertThat(value(picture, "/DeviceInstance")).isEqualTo(new DbusValue.Int32(20));
        assertThat(text(picture, "/ProductId")).isEqualTo("0x10");
        assertThat(text(picture, "/ProductName")).isEqualTo("KOSTAL Smart Energy Meter");
        assertThat(value(picture, "/FirmwareVersion")).isEqualTo(new DbusValue.Text("2.6.0"));
        assertThat(value(picture, "/HardwareVersion")).isEqualTo(INVALID);
        assertThat(value(picture, "/Serial")).isEqualTo(new DbusValue.Text("4711"));
        assertThat(value(picture, "/CustomName")).isEqualTo(new DbusValue.Text("pv0"));
        assertThat(value(picture, "/Connected")).isEqualTo(new DbusValue.Int32(1));
    }

    @Test
    void nothingIsShownAsANumberBeforeItWasReceived() {
        for (ServicePaths face : new ServicePaths[] {
            Meters.grid(), Meters.pvinverter(), new TemperaturePaths(), new DigitalInputPaths(),
        }) {
            PathValues picture = Meters.draw(face, Meters.fresh());
            assertThat(value(picture, "/Connected")).isEqualTo(new DbusValue.Int32(0));
            picture.all().forEach((path, item) -> {
                if (path.startsWith("/Ac") || path.equals("/Temperature") || path.equals("/State")) {
                    assertThat(item).as(path).isEqualTo(PathValue.INVALID);
                }
            });
        }
    }

    @Test
    void anInverterThatIsGoneHasNoValuesButItsEnergy() {
        FreshValues day = Meters.fresh(
                "active-power",
                3000,
                "voltage.L1",
                230,
                "active-energy-export",
                5_000_000,
                "state",
                4,
                "rated-power",
                8600);
        PathValues lit = Meters.draw(Meters.pvinverter(), day);
        PathValues dark = Meters.draw(Meters.pvinverter(), lit, Meters.after(Duration.ofHours(10), day.state()));
        assertThat(text(dark, "/Ac/Energy/Forward")).isEqualTo("5000.0 kWh");
        assertThat(text(dark, "/Ac/MaxPower")).isEqualTo("8600.0 W");
        assertThat(value(dark, "/Connected")).isEqualTo(new DbusValue.Int32(0));
        for (String path : new String[] {"/Ac/Power", "/Ac/L1/Power", "/Ac/L1/Voltage", "/StatusCode", "/ErrorCode"}) {
            assertThat(value(dark, path)).as(path).isEqualTo(INVALID);
            assertThat(text(dark, path)).as(path).isEqualTo("---");
        }
        assertThat(dark.changedSince(lit)).doesNotContainKeys("/Ac/Energy/Forward", "/Ac/L2/Power");
    }

    @Test
    void energyStaysAlsoWhereTheDeviceNoLongerTellsIt() {
        PathValues lit = Meters.draw(Meters.pvinverter(), Meters.fresh("active-energy-export", 5_000_000));
        PathValues dusk = Meters.draw(Meters.pvinverter(), lit, Meters.fresh("active-power", 0));
        assertThat(text(dusk, "/Ac/Energy/Forward")).isEqualTo("5000.0 kWh");
        assertThat(text(dusk, "/Ac/Power")).isEqualTo("0.0 W");
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,8", "3,3", "4,11", "5,12", "6,8", "7,10", "8,8"})
    void anInvertersStateIsNamedAsVictronDoes(int sunspec, int victron) {
        PathValues picture = Meters.draw(Meters.pvinverter(), Meters.fresh("state", sunspec, "vendor-state", 77));
        assertThat(value(picture, "/StatusCode")).isEqualTo(new DbusValue.Int32(victron));
        assertThat(value(picture, "/ErrorCode")).isEqualTo(new DbusValue.Int32(sunspec == 7 ? 77 : 0));
    }

    @ParameterizedTest
    @CsvSource({"0", "9", "-1", "32767"})
    void aStateThatNobodyKnowsIsNone(int sunspec) {
        assertThat(value(Meters.draw(Meters.pvinverter(), Meters.fresh("state", sunspec)), "/StatusCode"))
                .isEqualTo(INVALID);
    }

    @Test
    void aPvInverterIsSunspecAtTheAcOutputAndNotToBeLimited() {
        PathValues picture = Meters.draw(Meters.pvinverter(), Meters.fresh("active-power", 1));
        assertThat(text(picture, "/ProductId")).isEqualTo("0xA144");
        assertThat(value(picture, "/Position")).isEqualTo(new DbusValue.Int32(1));
        assertThat(value(picture, "/Ac/PowerLimit")).isEqualTo(INVALID);
    }

    @Test
    void aTemperatureIsInCelsiusAndASensorThatFailsSaysSo() {
        PathValues warm = Meters.draw(new TemperaturePaths(), Meters.fresh("cabinet-temperature", 41.26));
        assertThat(text(warm, "/Temperature")).isEqualTo("41.3 C");
        assertThat(value(warm, "/Status")).isEqualTo(new DbusValue.Int32(0));
        PathValues broken = Meters.draw(new TemperaturePaths(), Meters.fresh("active-power", 5));
        assertThat(value(broken, "/Temperature")).isEqualTo(INVALID);
        assertThat(value(broken, "/Status")).isEqualTo(new DbusValue.Int32(4));
        assertThat(text(Meters.draw(new TemperaturePaths(), Meters.fresh("cell-temperature", -7)), "/Temperature"))
                .isEqualTo("-7.0 C");
    }

    @Test
    void theDigitalInputIsOnWhileThrottledAndCountsHowOften() {
        ServicePaths face = new DigitalInputPaths();
        PathValues running = Meters.draw(face, Meters.fresh("state", 4, "active-power", 3000));
        assertThat(value(running, "/State")).isEqualTo(new DbusValue.Int32(2));
        assertThat(value(running, "/Alarm")).isEqualTo(new DbusValue.Int32(0));
        PathValues dusk = Meters.draw(face, running, Meters.fresh("state", 5, "active-power", 100));
        assertThat(value(dusk, "/State")).isEqualTo(new DbusValue.Int32(2));
        for (int round = 1; round <= 2; round++) {
            PathValues throttled = Meters.draw(face, running, Meters.fresh("state", 5, "active-power", 101));
            throttled = Meters.draw(face, throttled, Meters.fresh("state", 5, "active-power", 3000));
            assertThat(value(throttled, "/State")).isEqualTo(new DbusValue.Int32(3));
            assertThat(value(throttled, "/Alarm")).isEqualTo(new DbusValue.Int32(2));
            assertThat(value(throttled, "/Count")).isEqualTo(new DbusValue.Int32(round));
            PathValues gone = Meters.draw(face, throttled, Meters.fresh("active-power", 5));
            assertThat(value(gone, "/State")).isEqualTo(INVALID);
            Meters.draw(face, gone, Meters.fresh("state", 4));
        }
    }

    @Test
    void aSmallNegativeNumberIsNotWrittenAsMinusZero() {
        assertThat(ValueFormat.POWER.item(-0.04, false).text()).isEqualTo("0.0 W");
        assertThat(ValueFormat.POWER.item(-0.06, false).text()).isEqualTo("-0.1 W");
        assertThat(ValueFormat.POWER.item(Double.POSITIVE_INFINITY, false)).isEqualTo(PathValue.INVALID);
    }
}
