package io.polymeter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profiles;
import io.polymeter.register.Encoding;
import io.polymeter.register.RegisterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MeterTest {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Profile PROFILE = new Profiles()
            .span(0, 2, Profiles.LIVE, false)
            .row(0, Encoding.U32, POWER, 1)
            .build();

    private final MeterStore store = new MeterStore();

    @Test
    void aMeterStartsWithoutAnyValue() {
        MeterState state = store.add("grid", PROFILE).state();
        assertThat(state.revision()).isZero();
        assertThat(state.image().segments()).isEmpty();
        assertThat(state.readings().has(POWER)).isFalse();
        assertThat(state.profile()).isSameAs(PROFILE);
    }

    @Test
    void readingsFollowTheImage() {
        MeterState first = MeterState.initial(PROFILE).with(RegisterImage.EMPTY.with(0, Words.of(0, 7), 5));
        MeterState second = first.with(first.image().with(0, Words.of(0, 8), 6));
        assertThat(first.readings().value(POWER)).isEqualTo(7);
        assertThat(second.readings().value(POWER)).isEqualTo(8);
        assertThat(second.readings().instant(POWER)).isEqualTo(6);
        assertThat(second.readings()).isSameAs(second.readings());
        assertThat(second.revision()).isEqualTo(2);
    }

    @Test
    void anotherMapReadsTheSameRegistersAnew() {
        Profile tenths = new Profiles()
                .span(0, 2, Profiles.LIVE, false)
                .row(0, Encoding.U32, POWER, 0.1)
                .build();
        MeterState state = MeterState.initial(PROFILE).with(RegisterImage.EMPTY.with(0, Words.of(0, 7), 5));
        assertThat(state.readings().value(POWER)).isEqualTo(7);
        assertThat(state.with(tenths).readings().value(POWER)).isEqualTo(0.7);
        assertThat(state.with(tenths).profile()).isSameAs(tenths);
    }

    @Test
    void aSourceWithoutRegistersHasItsReadings() {
        Readings readings = Readings.NONE.toBuilder().put(POWER, 5, 1).build();
        MeterState state = MeterState.initial(null).with(readings);
        assertThat(state.readings()).isSameAs(readings);
        assertThat(state.profile()).isNull();
        assertThat(MeterState.initial(null).with(RegisterImage.EMPTY).readings().has(POWER))
                .isFalse();
    }

    @Test
    void listenersHearOfEveryChangeAndOfNothingElse() {
        Meter meter = store.add("grid", PROFILE);
        AtomicInteger heard = new AtomicInteger();
        Runnable end = meter.onUpdate(heard::incrementAndGet);
        meter.update(state -> state.with(RegisterImage.EMPTY));
        meter.update(state -> state);
        assertThat(heard).hasValue(1);
        end.run();
        meter.update(state -> state.with(RegisterImage.EMPTY));
        assertThat(heard).hasValue(1);
        assertThat(meter.state().revision()).isEqualTo(2);
    }

    @Test
    void noUpdateOfSeveralWritersIsLost() throws InterruptedException {
        Meter meter = store.add("grid", PROFILE);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int address = writer;
            writers.add(Thread.ofPlatform().start(() -> {
                for (int i = 1; i <= 1000; i++) {
                    int value = i;
                    meter.update(state -> state.with(state.image().with(address, Words.of(value), value)));
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(meter.state().revision()).isEqualTo(4000);
        assertThat(meter.state().image().words(0, 4)).isEqualTo(Words.of(1000, 1000, 1000, 1000));
    }

    @Test
    void metersAreFoundByNameUntilTheyAreRemoved() {
        Meter grid = store.add("grid", PROFILE);
        store.add("car", null);
        assertThat(store.find("grid")).containsSame(grid);
        assertThat(store.all()).extracting(Meter::name).containsExactly("car", "grid");
        store.remove("grid");
        assertThat(store.find("grid")).isEmpty();
    }
}
