package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.serial.Pty;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.register.Range;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A meter that writes its power to us and is polled for the rest, read by an inverter on a serial line. Twenty
/// seconds pass in one.
@Timeout(30)
class PushAndPollTest {

    private static final SerialParameters LINE = new SerialParameters(38_400, SerialParameters.Parity.NONE, 2);
    private static final Response STALE = new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE);

    private final int push = House.freePort();
    private Device device;
    private Pty pty;
    private House house;
    private ModbusClient inverter;
    private ModbusClient meter;

    @BeforeEach
    void start() throws Exception {
        device = new Device().with(512, House.stamped(3, 512, 280)).with(8192, House.stamped(5, 8192, 57));
        chain(65, 100);
        pty = Pty.open();
        house = new House(Path.of("."), """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%d", poll: "tcp://127.0.0.1:%d", timeout: 300ms }
                    fresh-for: { live: 10s, energy: 60m }
                outputs:
                  plenticore:
                    meter: grid
                    mirror: exact
                    modbus: { serve: "rtu://%s" }
                """.formatted(push, device.port(), pty.device()), new FastClock(20));
        inverter = new RtuClient(pty.master(), RtuClient.Settings.of(LINE));
        meter = House.client(push);
    }

    @AfterEach
    void stop() throws Exception {
        meter.close();
        house.close();
        inverter.close();
        pty.close();
        device.close();
    }

    private void awaitEnergy() {
        await().ignoreExceptions()
                .until(() -> House.read(inverter, 1, 512, 120)
                        .equals(new Response.ReadRegisters(3, House.stamped(3, 512, 120))));
    }

    @Test
    void everyRangeHasTheSameWordsOnTheSerialLine() throws Exception {
        awaitEnergy();
        // Pushed again each time: time runs fast here, and a busy machine may let a push grow stale before it is read.
        await().untilAsserted(() -> {
            House.write(meter, 1, 0, House.stamped(1, 0, 100));
            House.write(meter, 1, 100, House.stamped(1, 100, 48));
            assertThat(House.read(inverter, 1, 0, 100)).isEqualTo(words(1, 0, 100));
            assertThat(House.read(inverter, 1, 100, 48)).isEqualTo(words(1, 100, 48));
        });
        assertThat(House.read(inverter, 1, 612, 100)).isEqualTo(words(3, 612, 100));
        assertThat(House.read(inverter, 1, 712, 80)).isEqualTo(words(3, 712, 80));
        await().untilAsserted(
                        () -> assertThat(House.read(inverter, 1, 8192, 57)).isEqualTo(words(5, 8192, 57)));
    }

    private static Response words(int seed, int address, int count) {
        return new Response.ReadRegisters(3, House.stamped(seed, address, count));
    }

    @Test
    void beforeTheFirstPushThePowerIsAnExceptionAndTheEnergyIsThere() throws Exception {
        awaitEnergy();
        assertThat(House.read(inverter, 1, 0, 2)).isEqualTo(STALE);
        assertThat(House.read(inverter, 1, 40, 100)).isEqualTo(STALE);
    }

    @Test
    void whenThePushStopsThePowerIsAnExceptionWhilePollingGoesOn() throws Exception {
        awaitEnergy();
        House.write(meter, 1, 0, House.stamped(1, 0, 100));
        assertThat(House.read(inverter, 1, 0, 100)).isEqualTo(words(1, 0, 100));
        await().until(() -> House.read(inverter, 1, 0, 100).equals(STALE));

        device.with(512, Words.of(0, 0, 0, 4711));
        await().until(() ->
                House.read(inverter, 1, 512, 4).equals(new Response.ReadRegisters(3, Words.of(0, 0, 0, 4711))));
        assertThat(House.read(inverter, 1, 0, 100)).isEqualTo(STALE);

        House.write(meter, 1, 0, House.stamped(2, 0, 100));
        assertThat(House.read(inverter, 1, 0, 100)).isEqualTo(words(2, 0, 100));
    }

    @Test
    void whatIsPushedIsNeverPolled() {
        awaitEnergy();
        await().until(() -> device.asked().size() >= 8);
        assertThat(device.asked()).noneMatch(range -> range.overlaps(new Range(0, 146)));
    }

    @Test
    void rangesTheDeviceRefusesAreRefusedToConsumersToo() {
        awaitEnergy();
        await().untilAsserted(() -> assertThat(House.read(inverter, 1, 40_972, 2))
                .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS)));
        assertThat(device.asked().stream().filter(range -> range.contains(40_972)))
                .hasSize(1);
    }

    @Test
    void aDeadDeviceLeavesThePushAloneAndComesBackByItself() throws Exception {
        awaitEnergy();
        device.dumb(true);
        await().until(() -> house.link("grid.poll").counters().getOrDefault("timeouts", 0L) > 0);
        House.write(meter, 1, 0, House.stamped(1, 0, 100));
        assertThat(House.read(inverter, 1, 0, 100)).isEqualTo(words(1, 0, 100));
        assertThat(House.read(inverter, 1, 612, 100)).isEqualTo(words(3, 612, 100));

        device.with(512, Words.of(0, 0, 0, 815));
        device.dumb(false);
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        House.read(inverter, 1, 512, 4).equals(new Response.ReadRegisters(3, Words.of(0, 0, 0, 815))));
    }

    @Test
    void otherUnitsOfTheBusAreNotAnswered() throws Exception {
        awaitEnergy();
        assertThat(catchThrowable(() -> inverter.send(2, new Request.ReadHoldingRegisters(512, 4))))
                .isInstanceOf(io.polymeter.modbus.client.NoResponseException.class);
    }

    /// Firmware 2.6.0 made the common model one register longer: everything behind it moved.
    @Test
    void theModelChainIsWalkedAndWalkedAgainWhenItMoves() throws Exception {
        await().untilAsserted(
                        () -> assertThat(House.read(inverter, 1, 40_000, 4)).isEqualTo(data(0x5375, 0x6e53, 1, 65)));
        await().untilAsserted(
                        () -> assertThat(House.read(inverter, 1, 40_069, 4)).isEqualTo(data(203, 20, 100, 101)));
        assertThat(House.read(inverter, 1, 40_093, 2)).isEqualTo(refused());

        device.dumb(true);
        chain(66, 200);
        await().until(() -> house.link("grid.poll").counters().getOrDefault("timeouts", 0L) > 0);
        device.dumb(false);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> assertThat(House.read(inverter, 1, 40_070, 4)).isEqualTo(data(203, 20, 200, 201)));
        assertThat(House.read(inverter, 1, 40_000, 4)).isEqualTo(data(0x5375, 0x6e53, 1, 66));
    }

    private void chain(int common, int seed) {
        int meterAt = 40_004 + common;
        device.with(40_000, Words.of(0x5375, 0x6e53, 1, common))
                .with(40_004, House.stamped(seed, 0, common))
                .with(meterAt, Words.of(203, 20))
                .with(meterAt + 2, House.stamped(seed, 0, 20))
                .with(meterAt + 22, Words.of(0xffff, 0));
    }

    private static Response data(int... words) {
        return new Response.ReadRegisters(3, Words.of(words));
    }

    private static Response refused() {
        return new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
    }
}
