package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each phase is told to carry.
class PhasePowersTest {

    private static final double NONE = Double.NaN;

    private final Map<Point, Double> values = new HashMap<>();

    private PhasePowers of(PhaseRule rule) {
        return PhasePowers.of(point -> values.getOrDefault(point, NONE), rule);
    }

    private void set(Quantity quantity, double... each) {
        Phase[] phases = {Phase.L1, Phase.L2, Phase.L3};
        for (int i = 0; i < each.length; i++) {
            if (!Double.isNaN(each[i])) {
                values.put(Point.of(quantity, phases[i]), each[i]);
            }
        }
    }

    private static List<Double> watts(String text) {
        return Arrays.stream(text.split(" "))
                .map(word -> word.equals("-") ? NONE : Double.parseDouble(word))
                .toList();
    }

    @Test
    void whatWasMeasuredIsToldAsItIsWhateverTheRule() {
        values.put(Point.of(Quantity.ACTIVE_POWER), 1000.0);
        set(Quantity.ACTIVE_POWER, NONE, -200);
        for (PhaseRule rule : PhaseRule.values()) {
            assertThat(of(rule)).isEqualTo(new PhasePowers(List.of(NONE, -200.0, NONE), false));
        }
    }

    @ParameterizedTest
    @CsvSource({"L1, 900 - -", "L2, - 900 -", "L3, - - 900", "NONE, - - -", "THIRDS, 300 300 300", "SHARE, 900 - -"})
    void aTotalAloneIsDividedByTheRule(PhaseRule rule, String shares) {
        values.put(Point.of(Quantity.ACTIVE_POWER), 900.0);
        assertThat(of(rule)).isEqualTo(new PhasePowers(watts(shares), true));
    }

    @ParameterizedTest
    @CsvSource({
        // By volts times amperes, whatever their sign.
        "230 230 230, 1 2 3, 200 400 600",
        "230 230 230, -1 2 3, 200 400 600",
        "200 100 100, 1 1 1, 600 300 300",
        // In equal parts where something is missing, or nothing flows.
        "230 230 230, 0 0 0, 400 400 400",
        "230 230 230, 1 2 -, 400 400 400",
        "230 - -, 1 - -, 1200 - -",
        "230 230 -, 1 3 -, 300 900 -",
        "- - -, - 2 2, - 600 600",
        "- - -, - - -, 1200 - -",
    })
    void sharesFollowTheApparentPowerOfThePhasesThatAreThere(String volts, String amperes, String shares) {
        values.put(Point.of(Quantity.ACTIVE_POWER), 1200.0);
        set(Quantity.VOLTAGE, watts(volts).stream().mapToDouble(v -> v).toArray());
        set(Quantity.CURRENT, watts(amperes).stream().mapToDouble(v -> v).toArray());
        assertThat(of(PhaseRule.SHARE).watts()).isEqualTo(watts(shares));
    }

    @ParameterizedTest
    @CsvSource({
        "100 200 300, 0, true",
        "100 200 -, 300, true",
        "100 200 -, 302, true",
        "100 200 -, 303, true",
        "100 200 -, 304, false",
        "100 200 -, 298, true",
        "100 200 -, 297, false",
        "-1000 - -, -1010, true",
        "-1000 - -, -1011, false",
        "- - -, 2, true",
        "- - -, 3, false"
    })
    void aPhaseWithoutAValueCarriesNothingWhereTheOthersMakeUpTheTotal(String each, double total, boolean complete) {
        assertThat(new PhasePowers(watts(each), false).complete(total)).isEqualTo(complete);
    }

    @Test
    void aPhaseIsAskedForByName() {
        PhasePowers powers = new PhasePowers(List.of(1.0, 2.0, 3.0), false);
        assertThat(List.of(powers.watts(Phase.L1), powers.watts(Phase.L2), powers.watts(Phase.L3)))
                .isEqualTo(powers.watts());
    }
}
