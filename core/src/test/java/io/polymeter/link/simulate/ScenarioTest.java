package io.polymeter.link.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);
    private static final Point EXPORT = Point.of(Quantity.ACTIVE_ENERGY_EXPORT);

    private final Problems problems = new Problems("polymeter.yaml");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void everyBuiltInDayPlaysEveryMeterAndRepeatsItself() {
        for (String day : Scenario.DAYS) {
            for (String role : Scenario.ROLES) {
                Scenario scenario = Scenario.named(day + "/" + role).orElseThrow();
                Player one = scenario.player();
                Player two = scenario.player();
                for (int second = 0; second < 86_400; second += 977) {
                    Readings a = Objects.requireNonNull(one.step(second, 977, second));
                    Readings b = Objects.requireNonNull(two.step(second, 977, second));
                    assertThat(a.value(POWER)).isFinite().isEqualTo(b.value(POWER));
                    assertThat(a.instant(POWER)).isEqualTo(second);
                }
            }
        }
        assertThat(Scenario.named("spring-day")).isEmpty();
        assertThat(Scenario.named("summer-day/roof")).isEmpty();
    }

    @Test
    void phasesAddUpAndCountersOnlyGrowByWhatFlowed() {
        Player grid = Scenario.named("summer-day").orElseThrow().player();
        double imported = Double.NaN;
        double exported = Double.NaN;
        boolean both = false;
        for (int second = 0; second < 86_400; second += 10) {
            Readings now = Objects.requireNonNull(grid.step(second, 10, second));
            double sum = 0;
            for (Phase phase : new Phase[] {Phase.L1, Phase.L2, Phase.L3}) {
                sum += now.value(Point.of(Quantity.ACTIVE_POWER, phase));
                assertThat(now.value(Point.of(Quantity.VOLTAGE, phase))).isBetween(220.0, 240.0);
            }
            assertThat(now.value(POWER)).isCloseTo(sum, within(1e-6));
            assertThat(now.value(Point.of(Quantity.LINE_VOLTAGE, Phase.L31))).isBetween(390.0, 410.0);
            assertThat(now.value(Point.of(Quantity.LINE_VOLTAGE)))
                    .isCloseTo(Math.sqrt(3) * now.value(Point.of(Quantity.VOLTAGE)), within(0.1));
            assertThat(now.value(Point.of(Quantity.CURRENT, Phase.N)))
                    .isBetween(0.0, now.value(Point.of(Quantity.CURRENT)));
            if (second > 0) {
                double flowed = now.value(IMPORT) - imported - (now.value(EXPORT) - exported);
                assertThat(flowed).isCloseTo(now.value(POWER) * 10 / 3_600, within(1e-6));
                assertThat(now.value(IMPORT)).isGreaterThanOrEqualTo(imported);
                assertThat(now.value(EXPORT)).isGreaterThanOrEqualTo(exported);
                both |= now.value(POWER) < -1_000;
            }
            imported = now.value(IMPORT);
            exported = now.value(EXPORT);
        }
        assertThat(both).as("a summer day feeds in").isTrue();
    }

    /// Every twelve seconds of each day, on every phase: what comes from the grid is what is used and stored, less
    /// what the sun gives.
    @Test
    void whatTheMetersOfAHouseShowAddsUpAllDay() {
        for (String day : Scenario.DAYS) {
            House house = new House(day);
            for (int second = 0; second < 86_400; second += 12) {
                house.step(second, 12);
                for (Phase phase : new Phase[] {Phase.TOTAL, Phase.L1, Phase.L2, Phase.L3}) {
                    Point power = Point.of(Quantity.ACTIVE_POWER, phase);
                    assertThat(house.value("grid", power))
                            .as("%s, second %d, %s", day, second, power)
                            .isCloseTo(
                                    house.value("house", power)
                                            + house.value("wallbox", power)
                                            + house.value("battery", power)
                                            - house.value("pv", power),
                                    within(1e-6));
                }
                assertThat(house.value("house", POWER)).isPositive();
                assertThat(house.value("pv", POWER)).isNotNegative();
                assertThat(house.value("battery", Point.of(Quantity.STATE_OF_CHARGE)))
                        .isBetween(4.9, 100.1);
            }
            double produced = house.value("pv", EXPORT);
            assertThat(house.net("grid"))
                    .isCloseTo(
                            house.net("house")
                                    + house.net("wallbox")
                                    + house.net("battery")
                                    - (produced - house.first("pv", EXPORT)),
                            within(0.01));
        }
    }

    /// All meters of one house, in step.
    private static final class House {

        private final Map<String, Player> players = new HashMap<>();
        private final Map<String, Readings> first = new HashMap<>();
        private final Map<String, Readings> now = new HashMap<>();

        House(String day) {
            Scenario.ROLES.forEach(role -> players.put(
                    role, Scenario.named(day + "/" + role).orElseThrow().player()));
        }

        void step(int second, double seconds) {
            players.forEach((role, player) -> {
                Readings readings = Objects.requireNonNull(player.step(second, seconds, second));
                first.putIfAbsent(role, readings);
                now.put(role, readings);
            });
        }

        double value(String role, Point point) {
            return Objects.requireNonNull(now.get(role)).value(point);
        }

        double first(String role, Point point) {
            return Objects.requireNonNull(first.get(role)).value(point);
        }

        /// Energy taken less energy given, in Wh, since the first step.
        double net(String role) {
            return value(role, IMPORT) - first(role, IMPORT) - (value(role, EXPORT) - first(role, EXPORT));
        }
    }

    @Test
    void theSunDoesNotShineAtNight() {
        Player pv = Scenario.named("summer-day/pv").orElseThrow().player();
        assertThat(Objects.requireNonNull(pv.step(3_600, 1, 1)).value(POWER)).isZero();
        assertThat(Objects.requireNonNull(pv.step(46_800, 1, 2)).value(POWER)).isGreaterThan(3_000);
    }

    @Test
    void aScriptShowsWhatItSaysFromWhenItSaysIt() throws IOException {
        Player player = script("""
                repeat: 40s
                steps:
                  - { at: 0s, values: { active-power: 1500, voltage.L1: 230.1, serial: "4711" } }
                  - { at: 10s, values: { active-power: -20.5 } }
                  - { at: 20s, silent: true }
                  - { at: 30s, absent: [voltage.L1] }
                """);
        Point voltage = Point.of(Quantity.VOLTAGE, Phase.L1);
        assertThat(Objects.requireNonNull(player.step(5, 1, 7)).value(POWER)).isEqualTo(1500);
        assertThat(Objects.requireNonNull(player.step(5, 1, 7)).text(Point.of(Quantity.SERIAL)))
                .isEqualTo("4711");
        Readings second = Objects.requireNonNull(player.step(12, 1, 8));
        assertThat(second.value(POWER)).isEqualTo(-20.5);
        assertThat(second.value(voltage)).isEqualTo(230.1);
        assertThat(player.step(25, 1, 9)).isNull();
        assertThat(Objects.requireNonNull(player.step(31, 1, 9)).has(voltage)).isFalse();
        assertThat(Objects.requireNonNull(player.step(41, 1, 9)).value(POWER)).isEqualTo(1500);
    }

    @Test
    void everyErrorOfAScriptHasItsPlace() throws IOException {
        Files.writeString(directory.resolve("bad.yaml"), """
                steps:
                  - { at: 10s, values: { active-powr: 1500 } }
                  - { at: 5s, values: { voltage: many } }
                """);
        assertThat(Scenario.resolve("bad.yaml", directory, problems, "meters.a.simulate.scenario"))
                .isNull();
        assertThat(problems.sorted())
                .extracting(Problem::toString)
                .anyMatch(text -> text.contains("bad.yaml:2:") && text.contains("active-power"))
                .anyMatch(text -> text.contains("bad.yaml:3:") && text.contains("order of time"))
                .anyMatch(text -> text.contains("bad.yaml:3:") && text.contains("'many' is not a number"));
    }

    @Test
    void anUnknownScenarioNamesThoseThereAre() {
        assertThat(Scenario.resolve("spring-day", directory, problems, "x")).isNull();
        assertThat(problems.sorted()).extracting(Problem::message).anyMatch(text -> text.contains("summer-day"));
    }

    private Player script(String text) throws IOException {
        Files.writeString(directory.resolve("day.yaml"), text);
        Scenario scenario = Scenario.resolve("day.yaml", directory, problems, "x");
        assertThat(problems.sorted()).isEmpty();
        return Objects.requireNonNull(scenario).player();
    }
}
