package io.polymeter.link.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.OutputStatistics;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import io.polymeter.view.AgeLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What of a meter is told: [PublishedValue]s that are fresh, counted by [PublishCounters].
class PublishedMeterTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-import").orElseThrow();
    private static final Point SERIAL = Point.of(Quantity.SERIAL);
    private static final long SECOND = 1_000_000_000L;

    private final Meter meter = new MeterStore().add("grid", null);
    private final PublishedMeter shown = new PublishedMeter(
            meter, new AgeLimits(Map.of("live", Duration.ofSeconds(2), "energy", Duration.ofMinutes(5))));

    @Test
    void eachValueIsToldAsLongAsItsGroupIsFreshAndNamesForEver() {
        meter.update(state -> state.with(state.measured().toBuilder()
                .put(POWER, 1_500, 0)
                .put(ENERGY, 7_000, 0)
                .put(SERIAL, "S1", 0)
                .build()));
        assertThat(shown.fresh(meter.state(), 2 * SECOND))
                .contains(new PublishedValue(POWER, 1_500, null, 0, false))
                .hasSize(3);
        assertThat(shown.fresh(meter.state(), 2 * SECOND + 1))
                .extracting(PublishedValue::point)
                .containsExactlyInAnyOrder(ENERGY, SERIAL);
        assertThat(shown.fresh(meter.state(), 1_000 * SECOND))
                .singleElement()
                .satisfies(value -> assertThat(value.text()).isEqualTo("S1"))
                .satisfies(value -> assertThat(value.measured()).isFalse());
        assertThat(shown.limit(meter.state(), POWER)).isEqualTo(Duration.ofSeconds(2));
        assertThat(shown.limit(meter.state(), SERIAL)).isNull();
    }

    @Test
    void whatIsToldAndWhatIsLostIsCountedForItsConsumer() {
        PublishCounters counters = new PublishCounters("the broker");
        counters.told(3, SECOND);
        counters.lost(2, 2 * SECOND);
        OutputStatistics statistics = counters.snapshot(3 * SECOND);
        assertThat(statistics.served()).isEqualTo(3);
        assertThat(statistics.refused()).containsEntry("dropped", 2L);
        assertThat(statistics.toString()).contains("the broker");
    }
}
