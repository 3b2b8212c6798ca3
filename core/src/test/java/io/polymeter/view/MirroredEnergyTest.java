package io.polymeter.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profiles;
import io.polymeter.profile.Row;
import io.polymeter.register.Encoding;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.CounterBook;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A device that was reset or replaced: the energy that its mirror shows does not fall, and nothing else changes.
class MirroredEnergyTest {

    private static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);
    private static final Point EXPORT = Point.of(Quantity.ACTIVE_ENERGY_EXPORT);

    /// 0-1 power; 10-13 import, u64 in 0.1 Wh; 14-15 export, u32 scaled by the factor at 16; 17 no point.
    private static final Profile PROFILE = new Profiles()
            .span(0, 2, Profiles.LIVE, false)
            .span(10, 8, Profiles.ENERGY, false)
            .row(0, Encoding.U32, Point.of(Quantity.ACTIVE_POWER), 0.1)
            .row(10, Encoding.U64, IMPORT, 0.1)
            .add(14, new Row.Format(Encoding.U32, false, 1, 16, false, -1), EXPORT, Row.Part.WHOLE)
            .add(16, new Row.Format(Encoding.SUNSSF, false, 1, -1, false, -1), null, Row.Part.WHOLE)
            .row(17, Encoding.U16)
            .build();

    private long now = Long.MAX_VALUE - 5_000_000_000L;
    private final Meter meter = new MeterStore(new CounterBook()).add("grid", PROFILE);
    private final Mirror mirror = new Mirror(new FreshnessPolicy(Profile.WhenStale.EXCEPTION, Map.of()));
    private final Mirror exact = new Mirror(new FreshnessPolicy(Profile.WhenStale.EXCEPTION, Map.of()), true);

    private void receive(int power, int imported, int exported, int factor) {
        now += 10_000_000_000L;
        meter.update(state -> state.with(RegisterImage.EMPTY
                .with(0, Words.of(0, power), now)
                .with(10, Words.of(0, 0, 0, imported, 0, exported, factor, 4711), now)));
    }

    private static Served data(int... words) {
        return new Served.Data(Words.of(words));
    }

    private Served energy(Mirror view) {
        return view.read(meter.state(), 10, 8, now);
    }

    @Test
    void registersPassThroughWhileNothingFalls() {
        receive(100, 50_000, 300, 1);
        assertThat(energy(mirror)).isEqualTo(data(0, 0, 0, 50_000, 0, 300, 1, 4711));
        receive(90, 50_001, 301, 1);
        assertThat(energy(mirror)).isEqualTo(data(0, 0, 0, 50_001, 0, 301, 1, 4711));
    }

    @Test
    void aResetIsCountedOnAtTheScaleOfTheDevice() {
        receive(100, 50_000, 300, 1);
        energy(mirror);
        receive(100, 2, 0, 0);
        assertThat(energy(mirror)).isEqualTo(data(0, 0, 0, 50_000, 0, 3_000, 0, 4711));
        receive(100, 12, 5, 0);
        assertThat(energy(mirror)).isEqualTo(data(0, 0, 0, 50_010, 0, 3_005, 0, 4711));
        assertThat(mirror.read(meter.state(), 0, 2, now)).isEqualTo(data(0, 100));
        assertThat(mirror.read(meter.state(), 12, 2, now)).isEqualTo(data(0, 50_010));
    }

    @Test
    void exactPassesOnWhatTheDeviceSays() {
        receive(100, 50_000, 300, 1);
        energy(mirror);
        receive(100, 2, 0, 0);
        assertThat(energy(exact)).isEqualTo(data(0, 0, 0, 2, 0, 0, 0, 4711));
    }
}
