package io.polymeter.link.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.polymeter.config.Role;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A virtual meter adds what its parts measure together, and nothing that one of them does not.
class SumTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = Long.MAX_VALUE - 5;

    private final Sum sum = new Sum(Duration.ofSeconds(2));

    private static Point point(String name) {
        return Point.parse(name).orElseThrow();
    }

    private static Readings readings(long instant, Object... namesAndValues) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            readings.put(point((String) namesAndValues[i]), ((Number) namesAndValues[i + 1]).doubleValue(), instant);
        }
        return readings.build();
    }

    private Readings sum(Sum.Part... parts) {
        return new Sum(Duration.ofSeconds(2))
                .next(Readings.NONE, List.of(parts))
                .readings();
    }

    @Test
    void powersAreAddedWithTheirSignsAsOldAsTheOldestPart() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "active-power", 1000, "active-power.L2", 300), 1),
                new Sum.Part(readings(NOW - SECOND, "active-power", 250, "active-power.L2", 20), -1));
        assertThat(result.value(point("active-power"))).isEqualTo(750);
        assertThat(result.value(point("active-power.L2"))).isEqualTo(280);
        assertThat(result.instant(point("active-power"))).isEqualTo(NOW - SECOND);
        assertThat(result.derived(point("active-power"))).isTrue();
    }

    @Test
    void ageIsComparedAcrossTheOverflowOfTheClock() {
        long later = NOW;
        later += SECOND;
        Readings result = sum(
                new Sum.Part(readings(later, "active-power", 1), 1), new Sum.Part(readings(NOW, "active-power", 2), 1));
        assertThat(result.instant(point("active-power"))).isEqualTo(NOW);
        assertThat(result.value(point("active-power"))).isEqualTo(3);
    }

    @Test
    void whatOnePartDoesNotMeasureIsAbsent() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "active-power", 1000, "active-power.L1", 7), 1),
                new Sum.Part(readings(NOW, "active-power", 1), 1));
        assertThat(result.has(point("active-power"))).isTrue();
        assertThat(result.has(point("active-power.L1"))).isFalse();
    }

    @Test
    void aPartThatLosesItsValueTakesTheSumAway() {
        Readings before = readings(NOW - SECOND, "active-power", 5);
        Readings result = sum.next(
                        before,
                        List.of(
                                new Sum.Part(readings(NOW, "active-power", 1), 1),
                                new Sum.Part(readings(NOW, "active-power", Double.NaN), 1)))
                .readings();
        assertThat(result.has(point("active-power"))).isFalse();
    }

    @Test
    void partsTooFarApartDoNotRenewTheSum() {
        Readings before = readings(NOW - 3 * SECOND, "active-power", 5);
        Sum.Result result = sum.next(
                before,
                List.of(
                        new Sum.Part(readings(NOW, "active-power", 1), 1),
                        new Sum.Part(readings(NOW - 3 * SECOND, "active-power", 2), 1)));
        assertThat(result.readings().value(point("active-power"))).isEqualTo(5);
        assertThat(result.readings().instant(point("active-power"))).isEqualTo(NOW - 3 * SECOND);
        assertThat(result.skew()).isEqualTo(3 * SECOND);
        assertThat(result.skewed()).isEqualTo(1);
    }

    @Test
    void theNetEnergyOfAllPartsIsWhatRemains() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "active-energy-import", 1000, "active-energy-export", 100), 1),
                new Sum.Part(readings(NOW - 60 * SECOND, "active-energy-import", 30, "active-energy-export", 7), -1));
        assertThat(result.value(point("active-energy-import"))).isEqualTo(877);
        assertThat(result.value(point("active-energy-export"))).isZero();
        assertThat(result.instant(point("active-energy-import"))).isEqualTo(NOW - 60 * SECOND);
    }

    @Test
    void whatAProducerExportsIsWhatTheHouseTakes() {
        Readings result = sum(
                part(Role.GRID, 1, readings(NOW, "active-energy-import", 1000, "active-energy-export", 400)),
                part(Role.PRODUCER, 1, readings(NOW, "active-energy-export", 2000)),
                part(Role.STORAGE, -1, readings(NOW, "active-energy-import", 300, "active-energy-export", 250)),
                part(Role.VEHICLE, -1, readings(NOW, "active-energy-import", 70)));
        assertThat(result.value(point("active-energy-import"))).isEqualTo(1000 - 400 + 2000 - 50 - 70);
        assertThat(result.value(point("active-energy-export"))).isZero();
        Readings pv = sum(
                part(Role.PRODUCER, 1, readings(NOW, "active-energy-export", 2000)),
                part(Role.PRODUCER, 1, readings(NOW, "active-energy-export", 500, "active-energy-import", 3)));
        assertThat(pv.value(point("active-energy-export"))).isEqualTo(2497);
        Readings half = sum(part(Role.STORAGE, 1, readings(NOW, "active-energy-import", 300)));
        assertThat(half.has(point("active-energy-import")))
                .as("a battery counts both ways")
                .isFalse();
    }

    @Test
    void aProducerThatSleepsCountsAsNothingAndItsEnergyStands() {
        Readings last = readings(NOW - 3600 * SECOND, "active-power", 3, "active-energy-export", 2000);
        Readings result = sum(
                part(
                        Role.GRID,
                        1,
                        readings(NOW, "active-power", 537, "active-energy-import", 10, "active-energy-export", 4)),
                new Sum.Part(last, 1, Role.PRODUCER, true));
        assertThat(result.value(point("active-power"))).isEqualTo(537);
        assertThat(result.instant(point("active-power"))).isEqualTo(NOW);
        assertThat(result.derived(point("active-power"))).isTrue();
        assertThat(result.value(point("active-energy-import"))).isEqualTo(2006);
        assertThat(result.instant(point("active-energy-import"))).isEqualTo(NOW);
        long limit = 15 * SECOND;
        assertThat(Sleep.is(Role.PRODUCER, last, NOW, limit)).isTrue();
        assertThat(Sleep.is(Role.PRODUCER, last, NOW - 3590 * SECOND, limit))
                .as("heard")
                .isFalse();
        assertThat(Sleep.is(Role.GRID, last, NOW, limit)).isFalse();
        Readings lost = readings(NOW - 3600 * SECOND, "active-power", 4000);
        assertThat(Sleep.is(Role.PRODUCER, lost, NOW, limit)).as("lost at work").isFalse();
        assertThat(Sleep.is(Role.PRODUCER, readings(NOW - 3600 * SECOND, "active-power", 40, "state", 4), NOW, limit))
                .isTrue();
        assertThat(Sleep.is(Role.PRODUCER, readings(NOW - 3600 * SECOND, "state", 2), NOW, limit))
                .isTrue();
        assertThat(Sleep.is(Role.PRODUCER, Readings.NONE, NOW, limit))
                .as("never heard")
                .isFalse();
    }

    /// Three days of a house whose meters count whole watt-hours and are read when they are read.
    @Test
    void importAndExportAreTheIntegralOfThePower() {
        Random random = new Random(20_261_127);
        House house = new House(random);
        Sum consumption = new Sum(Duration.ofMinutes(10));
        Sum surplus = new Sum(Duration.ofMinutes(10));
        Readings used = Readings.NONE;
        Readings over = Readings.NONE;
        double taken = 0;
        double in = 0;
        double out = 0;
        double begun = Double.NaN;
        for (long second = 0; second < 3 * 86_400; second++) {
            house.step(second);
            used = consumption
                    .next(
                            used,
                            List.of(house.grid.part(1), house.pv.part(1), house.battery.part(-1), house.car.part(-1)))
                    .readings();
            over = surplus.next(over, List.of(house.grid.part(1), house.car.part(-1)))
                    .readings();
            if (second > 0) {
                taken += house.load / 3600;
                double net = house.grid.watts - house.car.watts;
                in += Math.max(0, net) / 3600;
                out += Math.max(0, -net) / 3600;
            }
            if (second == 0) {
                begun = used.value(point("active-energy-import"));
            }
        }
        assertThat(used.value(point("active-energy-import")) - begun).isCloseTo(taken, within(100.0));
        assertThat(used.value(point("active-energy-export"))).isLessThan(20);
        assertThat(over.value(point("active-energy-import"))).isCloseTo(in, withinPercentage(1));
        assertThat(over.value(point("active-energy-export"))).isCloseTo(out, withinPercentage(1));
        assertThat(taken).isGreaterThan(20_000);
        assertThat(out).isGreaterThan(5_000);
    }

    private static Sum.Part part(Role role, int sign, Readings readings) {
        return new Sum.Part(readings, sign, role, false);
    }

    private static final class House {
        private final Device grid = new Device(Role.GRID, 1, 1);
        private final Device pv = new Device(Role.PRODUCER, 2, 5);
        private final Device battery = new Device(Role.STORAGE, 1, 30);
        private final Device car = new Device(Role.VEHICLE, 3, 60);
        private final Random random;
        private double load = 300;

        private House(Random random) {
            this.random = random;
        }

        private void step(long second) {
            double hour = second % 86_400 / 3600.0;
            if (second % 120 == 0) {
                load = 200 + random.nextInt(10) * random.nextInt(10) * 30;
            }
            double sun = Math.max(0, 8000 * Math.sin(Math.PI * (hour - 6) / 12)) * (second % 700 < 200 ? 0.3 : 1);
            double charging = hour > 13 && hour < 16 ? 3700 : 0;
            double stored = Math.clamp(sun - load - charging, -2500, 2500) * 0.9;
            pv.step(sun, second);
            battery.step(stored, second);
            car.step(charging, second);
            grid.step(load + charging + stored - sun, second);
        }
    }

    /// A meter whose power is read every so many seconds, and its counters more rarely.
    private static final class Device {
        private final Role role;
        private final int every;
        private final int counted;
        private double watts;
        private double with = 5000.3;
        private double against = 4000.8;
        private Readings readings = Readings.NONE;

        private Device(Role role, int every, int counted) {
            this.role = role;
            this.every = every;
            this.counted = counted;
        }

        private void step(double power, long second) {
            watts = power;
            with += Math.max(0, power) / 3600;
            against += Math.max(0, -power) / 3600;
            long now = NOW + second * SECOND;
            Readings.Builder next = readings.toBuilder();
            if (second % every == 0) {
                next.put(point("active-power"), power, now);
            }
            if (second % counted == 0) {
                boolean produces = role == Role.PRODUCER;
                next.put(point("active-energy-import"), Math.floor(produces ? against : with), now);
                next.put(point("active-energy-export"), Math.floor(produces ? with : against), now);
            }
            readings = next.build();
        }

        private Sum.Part part(int sign) {
            return new Sum.Part(readings, sign, role, false);
        }
    }

    @Test
    void currentsDoNotAddUpAndVoltageIsTheGrids() {
        Readings result = sum(
                new Sum.Part(readings(NOW, "current", 3), 1),
                new Sum.Part(readings(NOW, "current", 4, "voltage.L1", 231.5), 1));
        assertThat(result.has(point("current"))).isFalse();
        assertThat(result.value(point("voltage.L1"))).isEqualTo(231.5);
        assertThat(result.derived(point("voltage.L1"))).isTrue();
    }
}
