package io.polymeter.link.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.link.Health;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.ManualContext;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A day of a [Household] as its meters see it, played by a [SimulateLink].
class HouseholdTest {

    private static final double NOON = 12.5 * 3600;

    private final Household summer = new Household(Household.Season.SUMMER);

    @Test
    void theSunShinesByDayAndLongerInSummer() {
        Household winter = new Household(Household.Season.WINTER);
        assertThat(summer.pv(0)).isZero();
        assertThat(summer.pv(NOON)).isBetween(6_000.0, 8_400.0);
        assertThat(summer.pv(20 * 3600)).isPositive();
        assertThat(winter.pv(20 * 3600)).isZero();
        assertThat(winter.pv(NOON)).isBetween(1_000.0, 2_100.0);
        assertThat(summer.pv(NOON + Household.DAY)).isBetween(6_000.0, 8_400.0);
    }

    @Test
    void aCarChargesInTheAfternoon() {
        assertThat(summer.wallbox(12 * 3600)).isZero();
        assertThat(summer.wallbox(14 * 3600)).isBetween(11_000.0, 11_025.0);
        assertThat(summer.session(16 * 3600)).isCloseTo(26_400, within(1e-6));
        for (int phase = 0; phase < 3; phase++) {
            assertThat(summer.load(phase, 3 * 3600)).isBetween(50.0, 400.0);
        }
    }

    @Test
    void whatWandersIsTheSameEachTime() {
        assertThat(Household.smooth(7.25, 3))
                .isEqualTo(Household.smooth(7.25, 3))
                .isBetween(0.0, 1.0);
        assertThat(Household.smooth(7, 3)).isNotEqualTo(Household.smooth(7, 4));
        assertThat(Household.smooth(7.999999, 3)).isCloseTo(Household.smooth(8, 3), within(1e-4));
    }

    private Readings step(HouseholdPlayer.Role role, double second) {
        return Objects.requireNonNull(new HouseholdPlayer(summer, role).step(second, 1, 9));
    }

    private static double value(Readings readings, Quantity quantity, Phase phase) {
        return readings.value(Point.of(quantity, phase));
    }

    @ParameterizedTest
    @EnumSource(HouseholdPlayer.Role.class)
    void theTotalsOfAMeterAreThoseOfItsPhases(HouseholdPlayer.Role role) {
        Readings readings = step(role, NOON);
        double sum = 0;
        for (Phase phase : List.of(Phase.L1, Phase.L2, Phase.L3)) {
            double watts = value(readings, Quantity.ACTIVE_POWER, phase);
            double voltage = value(readings, Quantity.VOLTAGE, phase);
            sum += watts;
            assertThat(voltage).isBetween(225.0, 235.0);
            assertThat(value(readings, Quantity.CURRENT, phase) * voltage)
                    .isCloseTo(Math.abs(value(readings, Quantity.APPARENT_POWER, phase)), within(1e-6));
            assertThat(value(readings, Quantity.POWER_FACTOR, phase)).isBetween(-1.0, 1.0);
        }
        assertThat(value(readings, Quantity.ACTIVE_POWER, Phase.TOTAL)).isCloseTo(sum, within(1e-6));
        assertThat(value(readings, Quantity.LINE_VOLTAGE, Phase.L12)).isBetween(395.0, 405.0);
        assertThat(readings.instant(Point.of(Quantity.ACTIVE_POWER))).isEqualTo(9);
    }

    @Test
    void theGridGetsWhatIsLeft() {
        double pv = value(step(HouseholdPlayer.Role.PV, NOON), Quantity.ACTIVE_POWER, Phase.TOTAL);
        double house = value(step(HouseholdPlayer.Role.HOUSE, NOON), Quantity.ACTIVE_POWER, Phase.TOTAL);
        double battery = value(step(HouseholdPlayer.Role.BATTERY, NOON), Quantity.ACTIVE_POWER, Phase.TOTAL);
        double grid = value(step(HouseholdPlayer.Role.GRID, NOON), Quantity.ACTIVE_POWER, Phase.TOTAL);
        assertThat(grid).isCloseTo(house + battery - pv, within(1e-6));
    }

    @Test
    void anInverterCountsWhatItProducesAsExport() {
        Readings pv = step(HouseholdPlayer.Role.PV, NOON);
        assertThat(value(pv, Quantity.ACTIVE_ENERGY_IMPORT, Phase.TOTAL)).isNaN();
        assertThat(value(pv, Quantity.ACTIVE_ENERGY_EXPORT, Phase.TOTAL)).isGreaterThan(4_000_000);
        assertThat(value(pv, Quantity.STATE, Phase.TOTAL)).isEqualTo(4);
        assertThat(value(step(HouseholdPlayer.Role.PV, 0), Quantity.STATE, Phase.TOTAL))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"9000, 5000", "-9000, -5000", "1200, 1200"})
    void aBatteryTakesWhatItCan(double surplus, double power) {
        assertThat(new Battery().step(surplus, 1)).isEqualTo(power);
    }

    @Test
    void aBatteryIsNeverFullerThanFullNorEmptierThanItsReserve() {
        Battery battery = new Battery();
        assertThat(battery.stateOfCharge()).isEqualTo(35);
        for (int i = 0; i < 10; i++) {
            battery.step(5_000, 3_600);
        }
        assertThat(battery.stateOfCharge()).isEqualTo(100);
        assertThat(battery.step(5_000, 60)).isZero();
        for (int i = 0; i < 10; i++) {
            battery.step(-5_000, 3_600);
        }
        assertThat(battery.stateOfCharge()).isCloseTo(5, within(1e-9));
        assertThat(battery.follow(new HouseholdStage.Storage(-700, 0.5))).isEqualTo(-700);
        Readings readings = battery.into(Readings.NONE, -700, 3);
        assertThat(value(readings, Quantity.STATE_OF_CHARGE, Phase.TOTAL)).isEqualTo(50);
        assertThat(value(readings, Quantity.CHARGE_STATE, Phase.TOTAL)).isEqualTo(3);
    }

    @Test
    void countersAddEachDirectionForItself() {
        SimulatedCounters counters = new SimulatedCounters();
        counters.active(Phase.L1, 3_600, 10);
        counters.active(Phase.L1, -7_200, 10);
        Readings.Builder before = Readings.NONE.toBuilder();
        counters.into(before, 1);
        counters.active(Phase.L1, 3_600, 10);
        Readings.Builder after = Readings.NONE.toBuilder();
        counters.into(after, 2);
        assertThat(value(after.build(), Quantity.ACTIVE_ENERGY_IMPORT, Phase.L1)
                        - value(before.build(), Quantity.ACTIVE_ENERGY_IMPORT, Phase.L1))
                .isCloseTo(10, within(1e-6));
        assertThat(value(after.build(), Quantity.ACTIVE_ENERGY_EXPORT, Phase.L1))
                .isEqualTo(value(before.build(), Quantity.ACTIVE_ENERGY_EXPORT, Phase.L1));
    }

    @Test
    void threePhasesHaveANeutralConductor() {
        Readings even = new ThreePhase().step(new double[] {1_000, 1_000, 1_000}, 0, 1, 0);
        Readings odd = new ThreePhase().step(new double[] {2_300, 0, 0}, 0, 1, 0);
        assertThat(value(even, Quantity.CURRENT, Phase.N)).isLessThan(0.5);
        assertThat(value(odd, Quantity.CURRENT, Phase.N)).isBetween(9.0, 11.0);
    }

    private static SimulateLink link(Meter meter, Scenario scenario, SimulateLink.Pace pace) {
        return new SimulateLink("grid.simulate", meter, scenario, pace);
    }

    @Test
    void aDayIsPlayedFromItsHourInItsPace() {
        ManualClock clock = new ManualClock().atMost(3);
        ManualContext context = new ManualContext(clock);
        Meter meter = new MeterStore().add("grid", null);
        SimulateLink link = link(
                meter,
                Scenario.named("summer-day/pv").orElseThrow(),
                new SimulateLink.Pace(60, Duration.ofSeconds(1), LocalTime.NOON, null));
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> link.run(context));
        assertThat(clock.slept()).containsOnly(Duration.ofSeconds(1)).hasSize(3);
        assertThat(context.health().counters()).containsEntry("cycles", 4L);
        assertThat(meter.state().readings().value(Point.of(Quantity.ACTIVE_POWER)))
                .isCloseTo(summer.pv(12 * 3600 + 180), within(1e-6));
        assertThat(context.health().status().reason()).isEqualTo("plays the scenario summer-day/pv at 60.0×");
        assertThat(context.health().status().state()).isEqualTo(Health.State.UP);
    }

    private static final class Stage implements HouseholdStage {
        private final List<Long> asked = new ArrayList<>();

        @Override
        public double second(long nanos) {
            return NOON + nanos / 1e9;
        }

        @Override
        public double speed() {
            return 1;
        }

        @Override
        public Duration cycle(String meter) {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration lag(String meter) {
            return Duration.ofMillis(300);
        }

        @Override
        public Storage storage(long nanos) {
            asked.add(nanos);
            return new Storage(1_234, 0.5);
        }
    }

    @Test
    void aMeterOfAHouseInWhichABatteryIsSteeredTellsThatBattery() {
        ManualClock clock = new ManualClock().atMost(4);
        Meter meter = new MeterStore().add("battery", null);
        Stage stage = new Stage();
        SimulateLink link = link(
                meter,
                Scenario.named("summer-day/battery").orElseThrow(),
                new SimulateLink.Pace(1, Duration.ofSeconds(1), null, stage));
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> link.run(new ManualContext(clock)));
        assertThat(clock.slept())
                .containsExactly(
                        Duration.ofMillis(300),
                        Duration.ofMillis(1_700),
                        Duration.ofMillis(300),
                        Duration.ofMillis(1_700));
        assertThat(stage.asked).hasSize(3);
        assertThat(meter.state().readings().value(Point.of(Quantity.ACTIVE_POWER)))
                .isCloseTo(1_234, within(1e-6));
    }

    @Test
    void aScriptSaysWhatIsThereAndWhenNothingIs() {
        Script.Step step = new Script.Step(
                Duration.ZERO,
                java.util.Map.of("active-power", "1500", "serial", "S1"),
                List.of(),
                false,
                io.polymeter.config.yaml.Position.START);
        Script.Step silence = new Script.Step(
                Duration.ofSeconds(5), java.util.Map.of(), List.of(), true, io.polymeter.config.yaml.Position.START);
        ScriptPlayer player = new ScriptPlayer(new Script(null, List.of(step, silence)));
        @Nullable Readings readings = player.step(1, 1, 7);
        assertThat(Objects.requireNonNull(readings).value(Point.of(Quantity.ACTIVE_POWER)))
                .isEqualTo(1_500);
        assertThat(readings.text(Point.of(Quantity.SERIAL))).isEqualTo("S1");
        assertThat(player.step(6, 1, 8)).isNull();
    }
}
