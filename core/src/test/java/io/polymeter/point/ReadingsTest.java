package io.polymeter.point;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingsTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point SERIAL = Point.of(Quantity.SERIAL);

    @Test
    void nothingReceivedIsAbsentAndNotZero() {
        for (Point point : Point.all()) {
            assertThat(Readings.NONE.has(point)).isFalse();
            assertThat(Readings.NONE.value(point)).isNaN();
            assertThat(Readings.NONE.text(point)).isNull();
        }
    }

    @Test
    void eachValueHasItsOwnInstant() {
        Readings readings = Readings.NONE.toBuilder()
                .put(POWER, -0.1, 5)
                .put(SERIAL, "4711", 6)
                .put(Point.of(Quantity.VOLTAGE, Phase.L1), 230, 7, true)
                .build();
        assertThat(readings.value(POWER)).isEqualTo(-0.1);
        assertThat(readings.instant(POWER)).isEqualTo(5);
        assertThat(readings.derived(POWER)).isFalse();
        assertThat(readings.text(SERIAL)).isEqualTo("4711");
        assertThat(readings.instant(SERIAL)).isEqualTo(6);
        assertThat(readings.derived(Point.of(Quantity.VOLTAGE, Phase.L1))).isTrue();
        assertThat(readings.has(Point.of(Quantity.VOLTAGE))).isFalse();
    }

    @Test
    void whatWasBuiltNeverChanges() {
        Readings.Builder builder = Readings.NONE.toBuilder().put(POWER, 1, 1).put(SERIAL, "a", 1);
        Readings first = builder.build();
        Readings second = builder.put(POWER, 2, 2, true).put(SERIAL, "b", 2).build();
        Readings third = first.toBuilder().put(POWER, Double.NaN, 3).build();
        assertThat(first.value(POWER)).isEqualTo(1);
        assertThat(first.instant(POWER)).isEqualTo(1);
        assertThat(first.derived(POWER)).isFalse();
        assertThat(first.text(SERIAL)).isEqualTo("a");
        assertThat(second.value(POWER)).isEqualTo(2);
        assertThat(second.text(SERIAL)).isEqualTo("b");
        assertThat(third.has(POWER)).isFalse();
        assertThat(third.text(SERIAL)).isEqualTo("a");
    }
}
