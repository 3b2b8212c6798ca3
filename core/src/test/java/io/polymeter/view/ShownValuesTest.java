package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a device without registers shows at the edge of an age limit.
class ShownValuesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point VOLTAGE = Point.of(Quantity.VOLTAGE, Phase.L1);
    private static final Point ENERGY = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);

    private static ShownValues at(long now, boolean held) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        readings.put(POWER, -1200, 0, false);
        readings.put(VOLTAGE, 231, 5 * SECOND, false);
        readings.put(ENERGY, 4711, 0, false);
        MeterState state = MeterState.initial(null).with(readings.build());
        return new ShownValues(new FreshValues(state, new AgeLimits(Map.of()), now), held);
    }

    @ParameterizedTest
    @CsvSource({
        "15, false, -1200, ''",
        "16, false, NaN, STALE",
        "16, true, -1200, ''",
        "9999, true, -1200, ''",
    })
    void powerIsShownUpToItsLimitOrHeldOnDemand(long second, boolean held, double power, String lost) {
        ShownValues shown = at(second * SECOND, held);
        assertThat(Double.valueOf(shown.value(POWER))).isEqualTo(Double.valueOf(power));
        assertThat(String.valueOf(shown.lost())).isEqualTo(lost.isEmpty() ? "null" : lost);
    }

    @Test
    void oneNanosecondLaterItIsTooOld() {
        assertThat(at(15 * SECOND, false).lost()).isNull();
        assertThat(at(15 * SECOND + 1, false).lost()).isEqualTo(Served.Reason.STALE);
        assertThat(at(20 * SECOND, false).value(VOLTAGE)).isEqualTo(231);
        assertThat(at(20 * SECOND + 1, false).value(VOLTAGE)).isNaN();
        assertThat(at(300 * SECOND, false).value(ENERGY)).isEqualTo(4711);
        assertThat(at(300 * SECOND + 1, false).value(ENERGY)).isNaN();
    }

    @Test
    void whatNeverCameIsNotStale() {
        FreshValues empty = new FreshValues(MeterState.initial(null), new AgeLimits(Map.of()), 0);
        assertThat(new ShownValues(empty, true).lost()).isEqualTo(Served.Reason.NOT_RECEIVED);
        assertThat(empty.alive()).isFalse();
        assertThat(empty.text(Quantity.SERIAL)).isNull();
    }

    @Test
    void theInstantAndTheGroupAreThoseOfTheTotalPower() {
        ShownValues shown = at(6 * SECOND, false);
        assertThat(shown.instant()).isZero();
        assertThat(shown.group()).isEqualTo("live");
        assertThat(shown.values().alive()).isTrue();
        assertThat(shown.values().derived(POWER)).isFalse();
    }

    @Test
    void theUsersLimitsComeFirst() {
        AgeLimits limits = new AgeLimits(Map.of("live", Duration.ofSeconds(3), "own", Duration.ofHours(1)));
        assertThat(limits.limit(POWER, null)).isEqualTo(Duration.ofSeconds(3));
        assertThat(limits.of(ENERGY, null)).isEqualTo(300 * SECOND);
        assertThat(limits.of(Point.of(Quantity.SERIAL), null)).isEqualTo(Long.MAX_VALUE);
        assertThat(limits.byGroup(null))
                .isEqualTo(Map.of(
                        "live", Duration.ofSeconds(3), "energy", Duration.ofMinutes(5), "own", Duration.ofHours(1)));
    }
}
