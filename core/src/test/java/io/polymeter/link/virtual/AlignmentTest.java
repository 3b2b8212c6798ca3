package io.polymeter.link.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two meters see one ramp at different moments: aligned, their difference is what flows between them.
class AlignmentTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point ENERGY = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);

    private final Alignment alignment = new Alignment(Duration.ofSeconds(2), 2);

    private static Sum.Part part(double seconds, double watts, int sign) {
        long instant = Math.round(seconds * SECOND);
        return new Sum.Part(
                Readings.NONE.toBuilder()
                        .put(POWER, watts, instant)
                        .put(ENERGY, 7, instant)
                        .build(),
                sign);
    }

    private static double power(Alignment.Aligned aligned, int part) {
        return aligned.parts().get(part).readings().value(POWER);
    }

    @Test
    void aPartIsTakenAtTheMomentOfTheOldest() {
        alignment.of(List.of(part(10, 1000, 1), part(10.2, 1020, -1)));
        alignment.of(List.of(part(11, 1100, 1), part(10.2, 1020, -1)));
        Alignment.Aligned aligned = alignment.of(List.of(part(12, 1200, 1), part(11.2, 1120, -1)));
        assertThat(power(aligned, 0)).isCloseTo(1120, within(1e-6));
        assertThat(power(aligned, 1)).isEqualTo(1120);
        Readings first = aligned.parts().getFirst().readings();
        assertThat(first.instant(POWER)).isEqualTo(Math.round(11.2 * SECOND));
        assertThat(first.derived(POWER)).isTrue();
        assertThat(first.instant(ENERGY)).as("energy stays").isEqualTo(12 * SECOND);
        assertThat(aligned.error())
                .as("a step may hide between 1100 and 1200 W")
                .isCloseTo(80, within(1e-6));
    }

    @Test
    void partsTooFarApartStayAsTheyAre() {
        alignment.of(List.of(part(10, 1000, 1), part(10, 500, 1)));
        Alignment.Aligned aligned = alignment.of(List.of(part(13, 1300, 1), part(10, 500, 1)));
        assertThat(power(aligned, 0)).isEqualTo(1300);
        assertThat(aligned.error()).isZero();
    }

    @Test
    void aPartThatSleepsDoesNotSetTheMoment() {
        Sum.Part asleep = new Sum.Part(part(1, 0, 1).readings(), 1, null, true);
        alignment.of(List.of(part(10, 1000, 1), asleep));
        assertThat(power(alignment.of(List.of(part(11, 1100, 1), asleep)), 0)).isEqualTo(1100);
    }

    @Test
    void withoutATimeNothingIsDone() {
        Alignment none = new Alignment(Duration.ZERO, 2);
        List<Sum.Part> parts = List.of(part(10, 1000, 1), part(9.5, 500, 1));
        assertThat(none.of(parts).parts()).isSameAs(parts);
    }
}
