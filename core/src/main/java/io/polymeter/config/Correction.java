package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.message.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is wrong with a meter's wiring or settings, and is put right here.
///
/// @param phases which of the meter's phases is shown as L1, L2 and L3
/// @param reversed phases as they are shown, after `phases`
public record Correction(
        @ValueRange(min = -1, max = 1)
        @Key(
                doc = "-1 where the meter counts the other way round: power changes its sign, and import and export"
                        + " change places.",
                fallback = "1",
                example = "-1")
        int sign,

        @Key(
                doc = "Factor of current, power and energy, such as that of a wrong transformer ratio. Voltage and"
                        + " frequency stay.",
                fallback = "1",
                example = "10")
        double scale,

        @Key(doc = "Which of the meter's phases are L1, L2 and L3.", absent = "[L1, L2, L3]", example = "[L2, L3, L1]")
        List<LinePhase> phases,

        @Key(
                doc = "Phases, as they are shown, whose current transformer is the wrong way round. The total is"
                        + " computed anew; total energy becomes the sum of the phases', or absent.",
                example = "[L2]")
        List<LinePhase> reversed,

        @Key(doc = "A factor for single points, besides `scale`.", example = "{ active-power.L1: { scale: 1000 } }")
        Map<String, PointScale> points) {

    /// What is wrong with one point.
    ///
    /// @param scale what its value is multiplied with
    public record PointScale(
            @Key(doc = "What the value is multiplied with.", example = "1000")
            double scale) {}

    /// Whether nothing is changed.
    public boolean isNone() {
        return sign != -1 && scale == 1 && phases.isEmpty() && reversed.isEmpty() && points.isEmpty();
    }

    static void check(@Nullable Correction correction, String path, Problems problems) {
        if (correction == null) {
            return;
        }
        if (correction.sign == 0) {
            problems.error(path + ".sign", Message.of("expected-1-or-1", "expected 1 or -1, found 0"));
        }
        factor(correction.scale, path + ".scale", problems);
        if (!correction.phases.isEmpty()
                && (correction.phases.size() != 3 || new HashSet<>(correction.phases).size() != 3)) {
            problems.error(
                    path + ".phases",
                    Message.of("expected-each-l1-l2", "expected each of L1, L2 and L3 once, such as [L2, L3, L1]"));
        }
        if (new HashSet<>(correction.reversed).size() != correction.reversed.size()) {
            problems.error(path + ".reversed", Message.of("phase-listed-twice", "a phase is listed twice"));
        } else if (correction.reversed.size() == 3) {
            problems.error(
                    path + ".reversed",
                    Message.of("all-three-phases-write", "all three phases: write 'sign: -1' instead"));
        }
        correction.points.forEach((name, point) -> factor(point.scale, path + ".points." + name + ".scale", problems));
    }

    private static void factor(double factor, String path, Problems problems) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            problems.error(
                    path,
                    Message.of(
                            "expected-factor-above-0",
                            "expected a factor above 0, found {factor}; 'sign' and 'reversed' turn values",
                            factor));
        }
    }
}
