package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Energy is seen once it is stored, so that no crash can take it back: not the first one, and none after that.
class StoredCountersTest {

    private static final Point IMPORT = Point.parse("active-energy-import").orElseThrow();
    private static final Point POWER = Point.parse("active-power").orElseThrow();

    private CounterBook book = new CounterBook();
    private Meter meter = new MeterStore(book).add("grid", null);
    private long now;

    private Readings show(double value) {
        now += 1_000_000_000L;
        return meter.update(state -> state.with(state.measured().toBuilder()
                        .put(POWER, 5, now)
                        .put(IMPORT, value, now)
                        .build()))
                .readings();
    }

    /// Stores everything as the link does.
    private String store() {
        String text = book.write(false);
        book.stored();
        return text;
    }

    private void crash(String text) {
        book = new CounterBook();
        book.read(text);
        book.keep();
        meter = new MeterStore(book).add("grid", null);
    }

    @Test
    void aCounterThatBeginsIsSeenOnceItIsStored() {
        AtomicInteger begun = new AtomicInteger();
        book.keep();
        book.onBeginning(begun::incrementAndGet);
        Readings first = show(250_000);
        assertThat(first.has(IMPORT)).isFalse();
        assertThat(first.value(POWER)).isEqualTo(5);
        assertThat(begun).hasValue(1);
        store();
        assertThat(show(250_001).value(IMPORT)).isEqualTo(250_001);
        assertThat(begun).hasValue(1);
    }

    @Test
    void aCounterThatPassesItsBoundIsStoredAtOnceAndOnlyOnce() {
        AtomicInteger begun = new AtomicInteger();
        book.keep();
        show(0);
        store();
        show(1);
        book.onBeginning(begun::incrementAndGet);
        // A step that no connection carries is shown once the next reading confirms it.
        assertThat(show(123_456).value(IMPORT)).isEqualTo(1);
        assertThat(show(123_457).value(IMPORT)).isEqualTo(1);
        assertThat(show(123_458).value(IMPORT)).isEqualTo(1);
        assertThat(begun).hasValue(1);
        store();
        assertThat(show(123_459).value(IMPORT)).isEqualTo(123_459);
        assertThat(begun).hasValue(1);
    }

    @Test
    void aSourceThatSaysItOnceIsSeenWithoutAnotherWord() {
        AtomicInteger told = new AtomicInteger();
        book.keep();
        assertThat(show(250_000).has(IMPORT)).isFalse();
        meter.onUpdate(told::incrementAndGet);
        store();
        assertThat(meter.state().readings().value(IMPORT)).isEqualTo(250_000);
        assertThat(told).hasValue(1);
        store();
        assertThat(told).as("nothing new may be seen").hasValue(1);
    }

    @Test
    void whereNothingCanBeStoredNothingWaits() {
        book.keep();
        assertThat(show(250_000).has(IMPORT)).isFalse();
        book.unbound();
        assertThat(meter.state().readings().value(IMPORT)).isEqualTo(250_000);
        assertThat(show(250_001).value(IMPORT)).isEqualTo(250_001);
    }

    @Test
    void afterACrashNothingIsSeenBeforeAReadingThatCanBeBelieved() {
        book.keep();
        show(250_000);
        String text = store();
        assertThat(show(250_010).value(IMPORT)).isEqualTo(250_010);
        crash(text);
        assertThat(show(9e8).has(IMPORT))
                .as("a reading that no connection carries")
                .isFalse();
        assertThat(show(250_012).value(IMPORT)).isEqualTo(250_012);
    }

    @Test
    void theBoundIsSeenOnceItIsStoredAsWhatWasSeen() {
        book.keep();
        show(250_000);
        String text = store();
        assertThat(show(250_010).value(IMPORT)).isEqualTo(250_010);
        crash(text);
        assertThat(show(0).has(IMPORT)).as("a fall during the crash").isFalse();
        String next = store();
        double bound = show(0).value(IMPORT);
        assertThat(bound).isBetween(250_010.0, 251_000.0);
        crash(next);
        // It had only been away.
        Readings back = show(250_020);
        assertThat(back.has(IMPORT) ? back.value(IMPORT) : bound).isGreaterThanOrEqualTo(bound);
        store();
        assertThat(show(250_021).value(IMPORT)).isGreaterThanOrEqualTo(bound);
    }
}
