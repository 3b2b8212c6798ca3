package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.yaml.Problem;
import io.polymeter.link.Health;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A device of which the configuration does not say what it is. Twenty seconds pass in one.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by start
class AutoTest {

    private static final Path HERE = Path.of(".");
    private static final Response STALE = new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE);

    private SunspecDevice device;
    private int port;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        device = new SunspecDevice(3);
        port = House.freePort();
    }

    @AfterEach
    void stop() {
        if (house != null) {
            house.close();
        }
        device.close();
    }

    private void start(String unit) {
        house = new House(HERE, """
                meters:
                  pv:
                    profile: auto
                    modbus: { poll: "tcp://127.0.0.1:%d", %s timeout: 300ms }
                outputs:
                  mirror:
                    meter: pv
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 9 }
                """.formatted(device.port(), unit, port), new FastClock(20));
    }

    private Readings readings() {
        return house.polymeter().meters().find("pv").orElseThrow().state().readings();
    }

    private double value(Quantity quantity) {
        return readings().value(Point.of(quantity));
    }

    private void awaitPower(double watts) {
        await().untilAsserted(() -> assertThat(value(Quantity.ACTIVE_POWER)).isEqualTo(watts));
    }

    @ParameterizedTest
    @CsvSource({"40000, 65", "40000, 66", "50000, 65", "0, 66"})
    void aChainIsFoundWhereverItStandsAndAtWhicheverUnit(int base, int length) {
        device.chain(base, length, SunspecDevice.inverter(412, 70_000, 4));
        start("");
        awaitPower(4120);
        assertThat(value(Quantity.ACTIVE_ENERGY_EXPORT)).isEqualTo(70_000);
        assertThat(value(Quantity.CABINET_TEMPERATURE)).isEqualTo(41.2);
        assertThat(value(Quantity.STATE)).isEqualTo(4);
        assertThat(value(Quantity.VENDOR_STATE)).isEqualTo(7);
        assertThat(readings().has(Point.of(Quantity.FREQUENCY)))
                .as("not implemented")
                .isFalse();
        await().untilAsserted(() ->
                assertThat(readings().text(Point.of(Quantity.MANUFACTURER))).isEqualTo("ACME"));
        assertThat(readings().text(Point.of(Quantity.SERIAL))).isEqualTo("4711");
    }

    @Test
    void unknownModelsAreSteppedOverAndNeverRead() {
        device.chain(40000, 66, new int[201], SunspecDevice.inverter(50, 1, 4));
        int[] foreign = new int[201];
        foreign[0] = 64_001;
        device.chain(40000, 66, foreign, SunspecDevice.inverter(50, 1, 4));
        start("unit: 3,");
        awaitPower(500);
        await().until(() -> device.asked().size() > 10);
        assertThat(device.asked()).noneMatch(range -> range.overlaps(new Range(40072, 200)));
        assertThat(device.asked()).contains(new Range(40272, 52));
    }

    @Test
    void aMeterBehindAnInverterIsNotTakenForTheInverter() {
        int[] meter = new int[106];
        meter[0] = 203;
        java.util.Arrays.fill(meter, 1, 106, 1);
        device.chain(40000, 66, SunspecDevice.inverter(50, 1, 4), meter);
        start("unit: 3,");
        awaitPower(500);
        await().until(() -> house.link("pv.poll").counters().getOrDefault("polls", 0L) > 3);
        assertThat(readings().has(Point.parse("active-power.L1").orElseThrow())).isFalse();
        assertThat(readings().has(Point.parse("active-energy-import").orElseThrow()))
                .isFalse();
    }

    @Test
    void aMeterWithoutAChainIsKnownByItsIdentity() {
        int[] words = new int[24];
        words[11] = 1650;
        words[18] = 7890;
        device.only(0, words);
        start("");
        await().untilAsserted(() -> assertThat(house.polymeter()
                        .meters()
                        .find("pv")
                        .orElseThrow()
                        .state()
                        .profile())
                .extracting(Profile::id)
                .isEqualTo("carlo-gavazzi-em24-ethernet"));
    }

    @Test
    void whatFitsNothingIsToldInWords() {
        device.only(0, 1, 2, 3);
        start("unit: 3,");
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.DOWN));
        assertThat(house.link("pv.poll").reason())
                .contains("no SunSpec chain at 40000, 50000 or 0 and no known meter at unit 3");
    }

    @Test
    void aDeviceThatRefusesEverythingIsToldInWords() {
        device.refuse(ExceptionCode.SERVER_DEVICE_FAILURE);
        start("unit: 3,");
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.DOWN));
        assertThat(house.link("pv.poll").reason()).contains("exception 4");
    }

    @Test
    void aMirrorShowsWhatWasFoundAndNothingBefore() throws Exception {
        device.refuse(ExceptionCode.SERVER_DEVICE_BUSY);
        device.chain(40000, 65, SunspecDevice.inverter(99, 1, 4));
        start("unit: 3,");
        try (ModbusClient client = House.client(port)) {
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(House.read(client, 9, 40000, 2)).isEqualTo(STALE));
            device.refuse(null);
            await().untilAsserted(() -> assertThat(House.read(client, 9, 40083, 2))
                    .isEqualTo(new Response.ReadRegisters(3, Words.of(99, 1))));
            assertThat(House.read(client, 9, 40000, 2))
                    .isEqualTo(new Response.ReadRegisters(3, Words.of(0x5375, 0x6e53)));
            assertThat(House.read(client, 9, 0, 1))
                    .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        }
    }

    @Test
    void anInverterThatFallsSilentInTheEveningSleepsAndComesBackByItself() throws Exception {
        device.chain(40000, 66, SunspecDevice.inverter(2, 5_000, 2));
        start("");
        awaitPower(20);
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.UP));
        device.sleep();
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.WAITING));
        await().until(() -> house.link("pv.poll").counters().getOrDefault("rests", 0L) >= 4);
        assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.WAITING);
        assertThat(house.link("pv.poll").reason()).startsWith("asleep");
        assertThat(house.link("pv.poll").restarts()).isZero();
        device.chain(40000, 66, SunspecDevice.inverter(30, 5_100, 4));
        device.wake();
        awaitPower(300);
        assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.UP);
        assertThat(house.link("pv.poll").counters()).containsEntry("changes", 0L);
    }

    @Test
    void anInverterThatIsLostAtNoonIsAwayAndNotAsleep() {
        device.chain(40000, 66, SunspecDevice.inverter(700, 5_000, 4));
        start("");
        awaitPower(7000);
        device.sleep();
        await().untilAsserted(() -> assertThat(house.link("pv.poll").reason()).startsWith("away ("));
        assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.WAITING);
    }

    @Test
    void aLoggerThatRefusesForItsSleepingInverterIsTheSame() {
        device.chain(40000, 66, SunspecDevice.inverter(1, 5_000, 8));
        start("unit: 3,");
        awaitPower(10);
        device.refuse(ExceptionCode.SERVER_DEVICE_FAILURE);
        await().untilAsserted(() -> assertThat(house.link("pv.poll").reason()).startsWith("asleep"));
        device.refuse(null);
        await().untilAsserted(() -> assertThat(house.link("pv.poll").state()).isEqualTo(Health.State.UP));
    }

    @Test
    void anotherChainIsAnotherDeviceAndNothingOfTheFirstIsLeft() {
        device.chain(40000, 66, SunspecDevice.inverter(412, 70_000, 4));
        start("");
        awaitPower(4120);
        int[] meter = new int[106];
        java.util.Arrays.fill(meter, 0x8000);
        meter[0] = 203;
        meter[1 + 16] = 123;
        meter[1 + 20] = 0;
        device.chain(40000, 65, meter);
        awaitPower(123);
        assertThat(readings().has(Point.of(Quantity.STATE))).isFalse();
        assertThat(house.link("pv.poll").counters()).containsEntry("changes", 1L);
    }

    @Test
    void anAccumulatorThatWrapsGoesOn() {
        device.chain(40000, 66, SunspecDevice.inverter(412, 0xffff_fffeL, 4));
        start("");
        awaitExport(0xffff_fffeL);
        device.chain(40000, 66, SunspecDevice.inverter(500, 4, 4));
        awaitExport(0x1_0000_0004L);
        device.chain(40000, 66, SunspecDevice.inverter(600, 12, 4));
        awaitExport(0x1_0000_000cL);
    }

    private void awaitExport(long wattHours) {
        await().untilAsserted(
                        () -> assertThat(value(Quantity.ACTIVE_ENERGY_EXPORT)).isEqualTo((double) wattHours));
    }

    @Test
    void whatCannotBeFoundOutIsRefusedBefore() {
        List<String> messages =
                House.problems(HERE, """
                meters:
                  a: { profile: auto, modbus: { push: "tcp://127.0.0.1:5020", from: [10.0.0.1] } }
                  b: { profile: auto, modbus: { poll: "tcp://10.0.0.2" } }
                outputs:
                  x: { meter: b, modbus: { push: "tcp://10.0.0.3" } }
                  y: { meter: b, modbus: { serve: "tcp://127.0.0.1:5021", writes: profile } }
                """).stream().map(Problem::message).toList();
        assertThat(messages)
                .anyMatch(message -> message.contains("'auto' requires 'poll'"))
                .anyMatch(message -> message.contains("name a profile here"))
                .noneMatch(message -> message.contains("writes"));
    }

    @Test
    void checkSaysWhereItWillLook() {
        assertThat(House.describe(HERE, """
                        meters:
                          a: { profile: auto, modbus: { poll: "tcp://10.0.0.1" } }
                          b: { profile: auto, modbus: { poll: "tcp://10.0.0.2", unit: 2 } }
                        """))
                .anyMatch(line -> line.contains("the first match of units 1, 2, 3"))
                .anyMatch(line ->
                        line.contains("unit 2 (auto): SunSpec chain at 40000, 50000 or 0, otherwise known meters"));
    }
}
