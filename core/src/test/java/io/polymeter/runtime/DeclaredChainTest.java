package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A profile says which SunSpec chain a device has, and the device has another one. Twenty seconds pass in one.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by start
class DeclaredChainTest {

    private static final Path HERE = Path.of(".");
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    private SunspecDevice device;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        device = new SunspecDevice(1);
    }

    @AfterEach
    void stop() {
        if (house != null) {
            house.close();
        }
        device.close();
    }

    private void start(String profile) {
        house = new House(HERE, """
                meters:
                  grid:
                    profile: %s
                    modbus: { poll: "tcp://127.0.0.1:%d", unit: 1, timeout: 300ms }
                outputs: {}
                """.formatted(profile, device.port()), new FastClock(20));
    }

    private Meter meter() {
        return house.polymeter().meters().find("grid").orElseThrow();
    }

    private Readings readings() {
        return meter().state().readings();
    }

    private void awaitPower(double watts) {
        await().untilAsserted(() -> assertThat(readings().value(POWER)).isEqualTo(watts));
    }

    /// Model 203 with a total power and a scale factor; all else is not implemented.
    private static int[] meterModel(int watts, int factor) {
        int[] model = new int[106];
        Arrays.fill(model, 0x8000);
        model[0] = 203;
        model[1 + 16] = watts & 0xffff;
        model[1 + 20] = factor & 0xffff;
        return model;
    }

    @ParameterizedTest
    @CsvSource({"65, -460, 0, -460", "66, 46, 1, 460", "65, 4605, -1, 460.5", "66, 0, 0, 0"})
    void aMeterIsReadAsItIs(int common, int raw, int factor, double watts) {
        device.chain(40000, common, meterModel(raw, factor));
        for (String profile : new String[] {"sunspec-meter", "fronius-smart-meter", "fronius-smart-meter-int"}) {
            start(profile);
            awaitPower(watts);
            house.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 66})
    void anInverterIsReadAsItIs(int common) {
        device.chain(40000, common, SunspecDevice.inverter(412, 1_234_567, 4), new int[31], new int[25], new int[60]);
        start("kaco-blueplanet");
        awaitPower(4120);
        await().untilAsserted(() -> assertThat(readings().value(Point.of(Quantity.ACTIVE_ENERGY_EXPORT)))
                .isEqualTo(1_234_567));
    }

    @Test
    void theDifferenceIsNamed() {
        device.chain(40000, 65, meterModel(46, 1));
        start("fronius-smart-meter");
        awaitPower(460);
        assertThat(house.polymeter().snapshot().links())
                .flatExtracting(link -> link.troubles())
                .anyMatch(trouble -> trouble.sentence().contains("203 (105)"));
    }

    @Test
    void anotherDeviceIsNoMeter() {
        device.only(0, 1, 2, 3);
        start("fronius-smart-meter");
        await().untilAsserted(() -> assertThat(house.link("grid.poll").reason()).contains("no SunSpec chain"));
        assertThat(readings().has(POWER)).isFalse();
    }

    /// A firmware update moves the chain by one register, again and again, while somebody reads without a pause.
    @Test
    void aChainThatMovesIsNeverMisread() throws Exception {
        int[] before = meterModel(230, 0);
        int[] after = meterModel(231, 1);
        device.chain(40000, 65, before);
        start("auto");
        awaitPower(230);
        Set<Double> seen = new ConcurrentSkipListSet<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                double value = readings().value(POWER);
                if (!Double.isNaN(value)) {
                    seen.add(value);
                }
            }
        });
        for (int i = 0; i < 6; i++) {
            boolean odd = i % 2 == 0;
            device.chain(40000, odd ? 66 : 65, odd ? after : before);
            awaitPower(odd ? 2310 : 230);
        }
        over.set(true);
        reader.join();
        assertThat(seen).containsExactlyInAnyOrder(230.0, 2310.0);
    }
}
