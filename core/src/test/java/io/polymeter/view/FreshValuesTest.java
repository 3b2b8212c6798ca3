package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A value that is too old is absent, and each group has its own limit.
class FreshValuesTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point ENERGY = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static FreshValues at(long second, Map<String, Duration> limits) {
        Readings readings = Readings.NONE.toBuilder()
                .put(POWER, 7, 0)
                .put(ENERGY, 9, 0, true)
                .put(Point.of(Quantity.SERIAL), "4711", 0)
                .build();
        return new FreshValues(MeterState.initial(null).with(readings), new AgeLimits(limits), second * SECOND);
    }

    @Test
    void withoutAWishLiveValuesLastAQuarterOfAMinuteAndEnergyFiveMinutes() {
        assertThat(at(15, Map.of()).fresh(POWER)).isEqualTo(7);
        assertThat(at(16, Map.of()).fresh(POWER)).isNaN();
        assertThat(at(16, Map.of()).latest(POWER)).isEqualTo(7);
        assertThat(at(300, Map.of()).fresh(ENERGY)).isEqualTo(9);
        assertThat(at(301, Map.of()).fresh(ENERGY)).isNaN();
        assertThat(at(1_000_000, Map.of()).text(Quantity.SERIAL)).isEqualTo("4711");
    }

    @Test
    void theUsersLimitCountsForItsGroupAlone() {
        Map<String, Duration> limits = Map.of("live", Duration.ofSeconds(2));
        assertThat(at(2, limits).alive()).isTrue();
        assertThat(at(3, limits).alive()).isFalse();
        assertThat(at(3, limits).fresh(ENERGY)).isEqualTo(9);
        assertThat(at(3, limits).derived(ENERGY)).isTrue();
    }

    @Test
    void elseTheProfilesCounts() {
        Profile ksem = Catalog.builtIn().find("kostal-ksem").orElseThrow();
        long limit = ksem.group("live").orElseThrow().freshFor() == null
                ? Long.MAX_VALUE
                : java.util.Objects.requireNonNull(
                                ksem.group("live").orElseThrow().freshFor())
                        .toNanos();
        assertThat(new AgeLimits(Map.of()).of(POWER, ksem)).isEqualTo(limit).isNotEqualTo(15 * SECOND);
        assertThat(new AgeLimits(Map.of("live", Duration.ofSeconds(3))).of(POWER, ksem))
                .isEqualTo(3 * SECOND);
    }
}
