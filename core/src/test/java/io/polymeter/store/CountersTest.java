package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What consumers are shown of an energy counter never falls, whatever the source, a crash or a restart does.
/// [Counters] of a meter, one step held back at a time ([HeldStep]), and a [Replacement] that is told.
class CountersTest {

    private static final Point IMPORT = Point.parse("active-energy-import").orElseThrow();
    private static final Point EXPORT = Point.parse("active-energy-export.L2").orElseThrow();
    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final long SECOND = 1_000_000_000L;

    private CounterBook book = new CounterBook();
    private Meter meter = new MeterStore(book).add("grid", null);
    private long now = Long.MAX_VALUE - 5 * SECOND;

    private Readings measure(Point point, double value) {
        now += SECOND;
        return meter.update(state -> state.with(
                        state.measured().toBuilder().put(point, value, now).build()))
                .readings();
    }

    private double show(double value) {
        return measure(IMPORT, value).value(IMPORT);
    }

    private double power(double watts) {
        measure(POWER, watts);
        return meter.state().readings().value(IMPORT);
    }

    /// Kills the program, or ends it, and starts it again.
    private void restart(String text) {
        book = new CounterBook();
        book.read(text);
        meter = new MeterStore(book).add("grid", null);
        now = 7;
    }

    @Test
    void aCounterThatRisesIsShownAsItIs() {
        assertThat(show(12_500_000)).isEqualTo(12_500_000);
        Readings readings = measure(IMPORT, 12_500_001.5);
        assertThat(readings.value(IMPORT)).isEqualTo(12_500_001.5);
        assertThat(readings.derived(IMPORT)).isFalse();
        assertThat(readings.instant(IMPORT)).isEqualTo(now);
    }

    @Test
    void aSourceThatStartsAnewIsCountedOnAndThatIsVisible() {
        show(12_500_000);
        assertThat(show(0)).isEqualTo(12_500_000);
        for (int i = 1; i <= 3000; i++) {
            assertThat(show(10 * i)).isEqualTo(12_500_000 + 10 * i);
        }
        assertThat(measure(IMPORT, 30_005).derived(IMPORT)).isTrue();
        assertThat(meter.counters().falls()).isEqualTo(1);
        // Day after day.
        assertThat(show(0)).isEqualTo(12_530_005);
        assertThat(show(20)).isEqualTo(12_530_025);
    }

    @Test
    void aCounterThatWasOnlyAwayIsBelievedAgain() {
        show(12_500_000);
        assertThat(show(0)).isEqualTo(12_500_000);
        assertThat(show(0)).isEqualTo(12_500_000);
        assertThat(show(12_500_010)).isEqualTo(12_500_010);
        assertThat(show(12_500_011)).isEqualTo(12_500_011);
    }

    @Test
    void aCounterThatTremblesDoesNotDrift() {
        show(100_000);
        for (int i = 0; i < 1000; i++) {
            assertThat(show(99_999.5)).isEqualTo(100_000);
            assertThat(show(100_000)).isEqualTo(100_000);
        }
        assertThat(show(100_001)).isEqualTo(100_001);
    }

    @Test
    void whatIsAbsentStaysAbsentAndWhatComesLateChangesNothing() {
        show(5000);
        assertThat(measure(IMPORT, Double.NaN).has(IMPORT)).isFalse();
        assertThat(show(5001)).isEqualTo(5001);
        MeterState old = meter.state();
        show(5010);
        assertThat(old.with(old.measured()).readings().value(IMPORT)).isEqualTo(5010);
        assertThat(show(5011)).isEqualTo(5011);
        assertThat(meter.counters().falls()).isZero();
    }

    @Test
    void aCleanRestartGoesOnWhereItEnded() {
        show(50_000);
        show(0);
        show(700);
        restart(book.write(true));
        assertThat(show(710)).isEqualTo(50_710);
        restart(book.write(true));
        assertThat(show(5)).as("and was reset meanwhile").isEqualTo(50_710);
        assertThat(show(6)).isEqualTo(50_711);
    }

    /// Whatever happens between the last write and the crash, and during it.
    @Test
    void aCrashNeverTakesBackWhatWasShown() {
        Random random = new Random(20_260_601);
        for (int round = 0; round < 300; round++) {
            book = new CounterBook();
            meter = new MeterStore(book).add("grid", null);
            boolean integrated = random.nextInt(3) == 0;
            meter.counters().integrate(integrated ? Duration.ofSeconds(5) : Duration.ZERO);
            double raw = random.nextDouble(1e6);
            double last = 0;
            String stored = "";
            int writtenAt = 0;
            for (int step = 0; step < 200; step++) {
                if (step - writtenAt >= 30 || random.nextInt(20) == 0) {
                    stored = book.write(false);
                    writtenAt = step;
                }
                if (random.nextInt(40) == 0 && stored.contains("grid")) {
                    restart(stored);
                    stored = book.write(false);
                    writtenAt = step;
                    meter.counters().integrate(integrated ? Duration.ofSeconds(5) : Duration.ZERO);
                }
                raw = random.nextInt(30) == 0 ? random.nextDouble(100) : raw + random.nextDouble(30);
                double shown = integrated ? power(random.nextDouble(2e5)) : show(raw);
                assertThat(shown).as("round %d step %d", round, step).isGreaterThanOrEqualTo(last);
                last = shown;
            }
        }
    }

    @Test
    void powerIsIntegratedWhereTheSourceCountsNothing() {
        meter.counters().integrate(Duration.ofSeconds(15));
        power(3600);
        for (int i = 0; i < 100; i++) {
            power(3600);
        }
        Readings readings = meter.state().readings();
        assertThat(readings.value(IMPORT)).isEqualTo(100, within(1e-6));
        assertThat(readings.derived(IMPORT)).isTrue();
        assertThat(readings.value(Point.parse("active-energy-export").orElseThrow()))
                .isZero();
        assertThat(readings.has(EXPORT)).as("no power is measured there").isFalse();
        // Nobody knows what flowed in a minute without a value.
        now += 60 * SECOND;
        assertThat(power(3600)).isEqualTo(100, within(1e-6));
        assertThat(power(-3600)).isEqualTo(100, within(1e-6));
        power(-3600);
        assertThat(meter.state()
                        .readings()
                        .value(Point.parse("active-energy-export").orElseThrow()))
                .isEqualTo(1, within(1e-6));
        assertThat(meter.state().readings().value(IMPORT)).isEqualTo(100, within(1e-6));
    }

    /// A meter that balances counts what its phases are together, not what each of them counts.
    @Test
    void theTotalOfThreePhasesIsIntegratedToo() {
        meter.counters().integrate(Duration.ofSeconds(15));
        for (int i = 0; i <= 100; i++) {
            now += SECOND;
            meter.update(state -> state.with(state.measured().toBuilder()
                    .put(Point.parse("active-power.L1").orElseThrow(), 7200, now)
                    .put(Point.parse("active-power.L2").orElseThrow(), -3600, now)
                    .put(Point.parse("active-power.L3").orElseThrow(), 0, now)
                    .build()));
        }
        Readings readings = meter.state().readings();
        assertThat(readings.value(IMPORT)).isEqualTo(100, within(1e-6));
        assertThat(readings.derived(IMPORT)).isTrue();
        assertThat(readings.value(Point.parse("active-energy-export").orElseThrow()))
                .isZero();
        assertThat(readings.value(Point.parse("active-energy-import.L1").orElseThrow()))
                .isEqualTo(200, within(1e-6));
    }

    @Test
    void aReadingThatTheNextOneTakesBackIsNoEnergy() {
        for (double spike : new double[] {4_294_967_290.0, 12_445_000, 123_450_100, 1e12}) {
            show(12_345_000);
            assertThat(show(spike)).isEqualTo(12_345_000);
            assertThat(show(12_345_010)).isEqualTo(12_345_010);
            assertThat(meter.state().readings().derived(IMPORT)).as("as it is").isFalse();
            book = new CounterBook();
            meter = new MeterStore(book).add("grid", null);
        }
    }

    @Test
    void aSpikeRightAfterTheStartOrAfterARestartIsNoEnergyEither() {
        show(12_345_000);
        restart(book.write(true));
        assertThat(show(4_294_967_290.0)).isEqualTo(12_345_000);
        assertThat(show(12_345_007)).isEqualTo(12_345_007);
        assertThat(meter.counters().spikes()).isEqualTo(1);
        restart(book.write(false));
        show(4_294_967_290.0);
        assertThat(show(12_345_009)).isLessThan(12_350_000);
    }

    @Test
    void aJumpIsShownOnceItIsConfirmedAndNothingInBetween() {
        show(0);
        book.write(false);
        assertThat(show(123_456)).isEqualTo(0);
        assertThat(meter.state().readings().instant(IMPORT)).isEqualTo(now - SECOND);
        assertThat(show(123_456)).as("nothing above what is stored").isEqualTo(0);
        book.write(false);
        assertThat(show(123_457)).isEqualTo(123_457);
        assertThat(meter.counters().falls()).isZero();
    }

    @Test
    void twoWrongReadingsThatDifferAreNoEnergy() {
        show(12_345_000);
        assertThat(show(4_294_967_290.0)).isEqualTo(12_345_000);
        assertThat(show(99_999_999)).isEqualTo(12_345_000);
        assertThat(show(12_345_020)).isEqualTo(12_345_020);
    }

    @Test
    void aLargeSiteIsBelievedAfterOneConfirmation() {
        // 3.6 MW: 1000.5 Wh each second.
        double value = 7_000_001;
        show(value);
        assertThat(show(value += 1000.5)).isEqualTo(7_000_001);
        assertThat(show(value += 1000.5)).isEqualTo(value);
        for (int i = 0; i < 100; i++) {
            assertThat(show(value += 1000.5)).isEqualTo(value);
        }
        Meter factory = new MeterStore().add("factory", null);
        factory.counters().rated(6000);
        meter = factory;
        show(7_000_001);
        assertThat(show(7_001_001.5)).isEqualTo(7_001_001.5);
    }

    @Test
    void aFullRegisterIsGrowthAndAResetIsAReset() {
        for (double scale : new double[] {0.01, 0.1, 1, 10, 100, 1000}) {
            for (double range : new double[] {65_536, 4_294_967_296.0}) {
                meter = new MeterStore().add("grid", null);
                double full = range * scale;
                show(full - 2 * scale);
                show(full - scale);
                assertThat(show(0)).as("%s × %s", range, scale).isCloseTo(full, within(1e-6 * scale));
                assertThat(show(scale)).isCloseTo(full + scale, within(1e-6 * scale));
                assertThat(meter.counters().falls()).isZero();
            }
        }
        meter = new MeterStore().add("grid", null);
        show(40_000);
        assertThat(show(0)).as("far from full").isEqualTo(40_000);
        assertThat(show(7)).isEqualTo(40_007);
        assertThat(meter.counters().falls()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotOursChangesNothing() {
        show(5);
        String good = book.write(true);
        for (String bad : new String[] {"", "hello", good + "grid\tvoltage", good.replace("5.0", "five")}) {
            CounterBook fresh = new CounterBook();
            assertThatThrownBy(() -> fresh.read(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThat(fresh.of("grid").counts()).isEmpty();
        }
    }

    @Test
    void aMeterWhoseSettingsChangeKeepsItsCounters() {
        MeterStore store = new MeterStore(book);
        meter = store.add("pv", null);
        show(9000);
        meter = store.add("pv", null);
        assertThat(show(10)).isEqualTo(9000);
        assertThat(show(12)).isEqualTo(9002);
    }

    @Test
    void anotherMeterGoesOnWhereTheOldOneEnded() {
        show(4_711_000);
        assertThat(meter.counters().replace()).isTrue();
        // The old one is still there for a while.
        assertThat(show(4_711_010)).isEqualTo(4_711_010);
        assertThat(meter.counters().replacing()).isTrue();
        // One that was used elsewhere has counted more.
        assertThat(show(20_000_000)).isEqualTo(4_711_010);
        assertThat(show(20_000_005)).isEqualTo(4_711_015);
        assertThat(meter.counters().replacing()).isFalse();
        assertThat(measure(IMPORT, 20_000_005).derived(IMPORT)).isTrue();
    }

    @Test
    void allCountersOfAReplacedMeterGoOnHoweverNearTheyAre() {
        measure(IMPORT, 4_711_000);
        measure(EXPORT, 500);
        meter.counters().replace();
        assertThat(show(20_000_000)).isEqualTo(4_711_000);
        // Read later, and by chance not far from where the other one was.
        assertThat(measure(EXPORT, 510).value(EXPORT)).isEqualTo(500);
        assertThat(measure(EXPORT, 512).value(EXPORT)).isEqualTo(502);
        assertThat(meter.counters().replacing()).isFalse();
    }

    @Test
    void aMeterIsReplacedDuringASilenceOrWhileTheProgramIsAway() {
        show(4_711_000);
        meter.counters().replace();
        now += 3600 * SECOND;
        assertThat(show(4_711_300)).as("another meter that stands near").isEqualTo(4_711_000);
        meter.counters().replace();
        restart(book.write(true));
        assertThat(meter.counters().replacing()).isTrue();
        assertThat(show(20_000_000)).isEqualTo(4_711_000);
        assertThat(show(20_000_002)).isEqualTo(4_711_002);
    }

    @Test
    void nothingGoesOnWhereNothingWasCountedOrNobodyWantsIt() {
        assertThat(meter.counters().replace()).isFalse();
        show(4_711_000);
        meter.counters().replace();
        meter.counters().keep();
        now += 3600 * SECOND;
        assertThat(show(4_711_300)).isEqualTo(4_711_300);
    }

    @Test
    void whatIsIntegratedHereGoesOnByItselfWhenTheMeterIsReplaced() {
        meter.counters().integrate(Duration.ofMinutes(1));
        power(1000);
        power(1000);
        assertThat(meter.counters().replace()).isFalse();
        assertThat(meter.counters().replacing()).isFalse();
    }
}
