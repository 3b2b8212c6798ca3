package io.polymeter.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.app.home.HomeEnergy.Counted;
import io.polymeter.app.home.HomeFlow.Now;
import io.polymeter.app.home.HomeParts.Candidate;
import io.polymeter.config.Role;
import io.polymeter.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a household is told: sums that can be justified, and nothing where a part is missing.
class HomeTest {

    private static final double NONE = Double.NaN;

    private static final HomeParts HOUSE = HomeParts.of(List.of(
            new Candidate("grid", Role.GRID, Set.of()),
            new Candidate("roof", Role.PRODUCER, Set.of()),
            new Candidate("garage", Role.PRODUCER, Set.of()),
            new Candidate("battery", Role.STORAGE, Set.of()),
            new Candidate("car", Role.VEHICLE, Set.of())));

    private static Now fresh(double power) {
        return new Now("fresh", power, NONE);
    }

    private static String flow(HomeParts parts, Map<String, Now> meters) {
        return new String(
                JsonText.bytes(new HomeFlow(parts, meters).json().build()), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void theHouseIsWhatIsLeftOver() {
        String said = flow(
                HOUSE,
                Map.of(
                        "grid", fresh(-1000),
                        "roof", fresh(5000),
                        "garage", fresh(700),
                        "battery", new Now("fresh", 1500, 42),
                        "car", fresh(2200)));
        assertThat(said)
                .contains("\"producer\":{\"meters\":[\"roof\",\"garage\"],\"state\":\"fresh\",\"power_w\":5700")
                .contains("\"charge_percent\":42")
                .contains("\"house\":{\"power_w\":1000,\"without\":[],\"unknown\":null}");
    }

    @Test
    void aMeterThatIsMissingMakesTheHouseUnknownAndNotZero() {
        assertThat(flow(
                        HOUSE,
                        Map.of(
                                "grid", fresh(-1000),
                                "roof", fresh(5000),
                                "garage", fresh(700),
                                "battery", new Now("stale", NONE, NONE),
                                "car", fresh(2200))))
                .contains("\"state\":\"stale\",\"power_w\":null")
                .contains("\"house\":{\"power_w\":null,\"without\":[],\"unknown\":\"part-missing\"}");
    }

    @Test
    void anInverterThatSleepsIsNamedAndNothingElseIsLost() {
        Now asleep = new Now("asleep", NONE, NONE);
        assertThat(flow(
                        HOUSE,
                        Map.of(
                                "grid", fresh(400),
                                "roof", asleep,
                                "garage", asleep,
                                "battery", fresh(-200),
                                "car", fresh(0))))
                .contains("\"state\":\"asleep\",\"power_w\":null,\"without\":[\"roof\",\"garage\"]")
                .contains("\"house\":{\"power_w\":600,\"without\":[\"roof\",\"garage\"],\"unknown\":null}");
    }

    @Test
    void aWrongSignIsAContradictionAndNoHouseThatProduces() {
        HomeParts parts = HomeParts.of(
                List.of(new Candidate("grid", Role.GRID, Set.of()), new Candidate("roof", Role.PRODUCER, Set.of())));
        assertThat(flow(parts, Map.of("grid", fresh(-5000), "roof", fresh(3000))))
                .contains("\"power_w\":null,\"without\":[],\"unknown\":\"contradiction\"");
    }

    @Test
    void aGridMeterAloneIsEnoughAndSaysNothingOfTheHouse() {
        HomeParts alone = HomeParts.of(List.of(new Candidate("main", null, Set.of())));
        assertThat(alone.presumed()).isTrue();
        assertThat(flow(alone, Map.of("main", fresh(-300))))
                .contains("\"grid\":{\"meters\":[\"main\"],\"state\":\"fresh\",\"power_w\":-300")
                .contains("\"producer\":null", "\"unknown\":\"no-producer\"");
        assertThat(HomeParts.of(List.of(
                                new Candidate("a", null, Set.of()), new Candidate("b", Role.PRODUCER, Set.of())))
                        .meters())
                .doesNotContainKey(Role.GRID);
    }

    @Test
    void aSumOfCountedMetersCountsNoSecondTime() {
        HomeParts parts = HomeParts.of(List.of(
                new Candidate("east", Role.PRODUCER, Set.of()),
                new Candidate("west", Role.PRODUCER, Set.of()),
                new Candidate("roof", Role.PRODUCER, Set.of("east", "west"))));
        assertThat(parts.of(Role.PRODUCER)).containsExactly("east", "west");
    }

    @Test
    void theEnergyOfADayAddsUp() {
        HomeEnergy day = HomeEnergy.of(
                HOUSE,
                Map.of(
                        "grid", new Counted(2000, 6000, 0.5),
                        "roof", new Counted(NONE, 12_000, 0.3),
                        "garage", new Counted(10, 3000, 0.3),
                        "battery", new Counted(4000, 3000, 0.5),
                        "car", new Counted(2500, NONE, 0.4)),
                0.5);
        assertThat(day.produced()).isEqualTo(15_000);
        assertThat(day.consumed()).isEqualTo(2000 - 6000 + 15_000 - 4000 + 3000);
        assertThat(day.selfConsumption()).isCloseTo(0.6, within(1e-9));
        assertThat(day.selfSufficiency()).isCloseTo(0.8, within(1e-9));
        assertThat(day.covered()).isCloseTo(0.8, within(1e-9));
        assertThat(day.without()).isEmpty();
    }

    @Test
    void whatNeedsAMissingCounterIsUnknown() {
        HomeEnergy day = HomeEnergy.of(
                HOUSE,
                Map.of(
                        "grid", new Counted(2000, 6000, 1),
                        "roof", new Counted(NONE, 12_000, 1),
                        "garage", new Counted(NONE, 3000, 1),
                        "car", new Counted(2500, NONE, 1)),
                1);
        assertThat(day.consumed()).isNaN();
        assertThat(day.selfSufficiency()).isNaN();
        assertThat(day.selfConsumption()).isCloseTo(0.6, within(1e-9));
        assertThat(day.covered()).isZero();
    }

    @Test
    void inTheNightTheHouseHasConsumedAlthoughNoInverterWasHeard() {
        HomeEnergy night = HomeEnergy.of(
                HOUSE,
                Map.of(
                        "grid", new Counted(500, 0, 1),
                        "battery", new Counted(0, 800, 1),
                        "car", new Counted(0, NONE, 1)),
                1);
        assertThat(night.produced()).isNaN();
        assertThat(night.consumed()).isEqualTo(1300);
        assertThat(night.without()).containsExactly("roof", "garage");
        assertThat(night.selfConsumption()).isNaN();
    }
}
