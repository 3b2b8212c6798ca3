package io.polymeter.commission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each fault is one that a check of its own finds: [VoltageCheck], [ScaleCheck], [SumCheck], [DirectionCheck]
/// and the [PhaseCheck] behind it.
class CommissioningTest {

    /// `lab/commission` judges 10 020 installations with a fault and 10 000 without; every build a part of them.
    private static final boolean WHOLE = Boolean.getBoolean("polymeter.commission.whole");

    private static final int SEEDS = WHOLE ? 167 : 60;
    private static final int SOUND = WHOLE ? 2_500 : 900;
    private static final double CONFIDENT = 0.9;

    private static List<Finding> confident(Commissioning result) {
        return result.findings().stream()
                .filter(finding -> finding.confidence() >= CONFIDENT)
                .toList();
    }

    /// So many of each kind of fault and house.
    @ParameterizedTest
    @EnumSource(Installation.Fault.class)
    void aFaultIsFoundOrSaidToBeUnknown(Installation.Fault fault) {
        int shown = 0;
        int right = 0;
        int wrong = 0;
        int all = 0;
        List<String> misses = new ArrayList<>();
        for (Installation.House house : Installation.House.values()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Installation installation =
                        new Installation(house, fault, 31L * fault.name().hashCode() + seed);
                Commissioning result = Commissioning.of(installation.samples());
                List<Finding> found = confident(result);
                boolean hit = fault == Installation.Fault.NONE
                        ? found.isEmpty()
                        : found.stream().anyMatch(finding -> finding.what().equals(fault.what));
                boolean mistaken =
                        found.stream().anyMatch(finding -> !finding.what().equals(fault.what));
                all++;
                shown += installation.shows() ? 1 : 0;
                right += installation.shows() && hit ? 1 : 0;
                wrong += mistaken ? 1 : 0;
                if (mistaken || installation.shows() && !hit) {
                    misses.add(house + " " + seed + ": " + result);
                }
            }
        }
        String few = misses.stream().limit(2).toList().toString();
        assertThat((double) right / shown).as("%s found: %s", fault, few).isGreaterThanOrEqualTo(0.95);
        assertThat((double) wrong / all).as("%s mistaken: %s", fault, few).isLessThanOrEqualTo(0.005);
    }

    /// As many without.
    @Test
    void aMeterWithoutAFaultIsLeftAlone() {
        int mistaken = 0;
        int all = 0;
        for (Installation.House house : Installation.House.values()) {
            for (int seed = 0; seed < SOUND; seed++) {
                Samples samples = new Installation(house, Installation.Fault.NONE, 100_000L + seed).samples();
                mistaken += confident(Commissioning.of(samples)).isEmpty() ? 0 : 1;
                all++;
            }
        }
        assertThat((double) mistaken / all).isLessThanOrEqualTo(0.005);
    }

    @Test
    void whatPutsItRightIsNamed() {
        Installation installation = new Installation(Installation.House.BALANCED, Installation.Fault.REVERSED, 5);
        assertThat(confident(Commissioning.of(installation.samples())))
                .extracting(Finding::apply)
                .contains(Map.of("reversed", List.of("L" + (installation.line() + 1))));
        assertThat(confident(Commissioning.of(
                        new Installation(Installation.House.SINGLE, Installation.Fault.SIGN, 6).samples())))
                .extracting(Finding::apply)
                .contains(Map.of("sign", -1));
        assertThat(confident(Commissioning.of(
                        new Installation(Installation.House.THREE_SINGLE, Installation.Fault.PHASES, 7).samples())))
                .extracting(Finding::apply)
                .contains(Map.of("phases", List.of("L3", "L1", "L2")));
        assertThat(confident(Commissioning.of(
                        new Installation(Installation.House.BALANCED, Installation.Fault.RATIO, 8).samples())))
                .extracting(Finding::apply)
                .contains(Map.of("scale", 10.0));
    }

    @Test
    void withoutDataNothingIsSaid() {
        Commissioning nothing = Commissioning.of(new Samples());
        assertThat(nothing.findings()).isEmpty();
        assertThat(nothing.cannotTell())
                .extracting(Commissioning.Open::what)
                .contains("sign", "scale", "energy", "place");
    }
}
