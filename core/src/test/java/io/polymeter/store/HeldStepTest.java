package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.register.RegisterImage;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A counter's step that is held back, a meter that is replaced, and values that stand still on purpose
/// ([FrozenValues]).
class HeldStepTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Point IMPORT = Point.parse("active-energy-import").orElseThrow();
    private static final Point EXPORT = Point.parse("active-energy-export").orElseThrow();
    private static final Point POWER = Point.parse("active-power").orElseThrow();

    private static HeldStep.Verdict judge(double good, double held, double next) {
        return new HeldStep(held, 61 * MINUTE)
                .judge(new HeldStep(good, 60 * MINUTE), new HeldStep(next, 62 * MINUTE), PlausibleSteps.DEFAULT);
    }

    @Test
    void aStepIsConfirmedByWhatGoesOnFromItAndTakenBackByWhatDoesNot() {
        assertThat(judge(1_000, 900_000, 900_010)).isEqualTo(HeldStep.Verdict.CONFIRMED);
        assertThat(judge(1_000, 900_000, 1_010)).isEqualTo(HeldStep.Verdict.TAKEN_BACK);
        assertThat(judge(1_000, 900_000, 500)).isEqualTo(HeldStep.Verdict.OTHER);
        // Twice the step that was held goes on in its way; more does not.
        assertThat(judge(1_000, 900_000, 900_000 + 2 * 899_000)).isEqualTo(HeldStep.Verdict.CONFIRMED);
        assertThat(judge(1_000, 900_000, 900_001 + 2 * 899_000)).isEqualTo(HeldStep.Verdict.OTHER);
        assertThat(judge(1_000, 900_000, 1_000)).isEqualTo(HeldStep.Verdict.TAKEN_BACK);
        assertThat(judge(1_000, 900_000, 999)).isEqualTo(HeldStep.Verdict.OTHER);
        assertThat(judge(1_000, 900_000, 9e9)).isEqualTo(HeldStep.Verdict.OTHER);
    }

    @Test
    void aNewMeterBeginsAnewCounterByCounter() {
        Replacement told = Replacement.of(Set.of(IMPORT, EXPORT));
        assertThat(told.waits()).isTrue();
        assertThat(told.begins(IMPORT, MINUTE)).isFalse();
        assertThat(told.begins(IMPORT, 11 * MINUTE)).isTrue();
        Replacement seen = told.without(IMPORT);
        assertThat(seen.begins(EXPORT, 0)).isTrue();
        assertThat(seen.begins(IMPORT, 11 * MINUTE)).isFalse();
        assertThat(seen.without(EXPORT)).isEqualTo(Replacement.NONE);
        assertThat(Replacement.of(Set.of())).isEqualTo(Replacement.NONE);
        assertThat(Replacement.NONE.waits()).isFalse();
    }

    @Test
    void frozenValuesKeepComingWithNewInstants() {
        MeterState before = new MeterStore().add("grid", null).state();
        MeterState frozen =
                before.with(before.measured().toBuilder().put(POWER, 500, 10).build());
        MeterState after = frozen.with(frozen.measured().toBuilder()
                .put(POWER, 900, 20)
                .put(IMPORT, 7, 20)
                .build());
        MeterState shown = FrozenValues.repeat(frozen, frozen, after);
        assertThat(shown.measured().value(POWER)).isEqualTo(500);
        assertThat(shown.measured().instant(POWER)).isEqualTo(20);
        assertThat(shown.measured().value(IMPORT)).isEqualTo(7);
        assertThat(FrozenValues.repeat(frozen, after, after)).isSameAs(after);
        assertThat(RegisterImage.EMPTY
                        .with(0, Words.of(1), 5)
                        .repeating(RegisterImage.EMPTY.with(0, Words.of(2), 3))
                        .words(0, 1))
                .isEqualTo(Words.of(2));
    }
}
