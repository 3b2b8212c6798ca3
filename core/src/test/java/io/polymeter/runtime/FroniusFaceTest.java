package io.polymeter.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.register.RegisterImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A KSEM writes to us, and a GEN24 reads it as a Fronius Smart Meter, as it was seen to read one.
@Timeout(20)
class FroniusFaceTest {

    private static final Response LOST = new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE);
    private static final Response NOT_THERE = new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
    private static final Codec KSEM =
            Codec.of(Catalog.builtIn().find("kostal-ksem").orElseThrow());
    private static final Phase[] PHASES = {Phase.L1, Phase.L2, Phase.L3};

    private final int push = House.freePort();
    private final int serve = House.freePort();
    private final House house = new House(Path.of("."), """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1] }
                fresh-for: 1s
            outputs:
              gen24:
                meter: grid
                profile: fronius-smart-meter
                modbus: { serve: "tcp://127.0.0.1:%2$d", unit: 240 }
                identity: { serial: "00000050" }
              second:
                meter: grid
                profile: fronius-smart-meter
                modbus: { serve: "tcp://127.0.0.1:%2$d", unit: 241 }
                identity: { serial: "00000051", model: Smart Meter TS 65A-3 }
              whole:
                meter: grid
                profile: fronius-smart-meter-int
                modbus: { serve: "tcp://127.0.0.1:%2$d", unit: 242 }
                identity: { serial: "00000052" }
            """.formatted(push, serve));
    private final ModbusClient device = House.client(push);
    private final ModbusClient inverter = House.client(serve);

    @AfterEach
    void stop() {
        device.close();
        inverter.close();
        house.close();
    }

    private Words read(int unit, int address, int count) throws Exception {
        Response response = House.read(inverter, unit, address, count);
        assertThat(response).as("%d x %d", address, count).isInstanceOf(Response.ReadRegisters.class);
        return ((Response.ReadRegisters) response).values();
    }

    private static float number(Words words, int at) {
        return Float.intBitsToFloat(words.get(at) << 16 | words.get(at + 1));
    }

    private static String text(Words words, int at, int count) {
        byte[] bytes = new byte[2 * count];
        words.copyTo(at, count, bytes, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "");
    }

    private void begin() {
        await().ignoreExceptions()
                .until(() -> House.read(inverter, 240, 40000, 2) != null && House.read(device, 1, 0, 2) != null);
    }

    private static Readings measured() {
        Readings.Builder readings = Readings.NONE.toBuilder()
                .put(Point.of(Quantity.ACTIVE_POWER), -4321.5, 1)
                .put(Point.of(Quantity.REACTIVE_POWER), 120.5, 1)
                .put(Point.of(Quantity.APPARENT_POWER), 4323, 1)
                .put(Point.of(Quantity.POWER_FACTOR), -0.999, 1)
                .put(Point.of(Quantity.FREQUENCY), 49.98, 1)
                .put(Point.of(Quantity.ACTIVE_ENERGY_IMPORT), 1_234_567, 1)
                .put(Point.of(Quantity.ACTIVE_ENERGY_EXPORT), 7_654_321, 1);
        double step = 0;
        for (Phase phase : PHASES) {
            step++;
            readings.put(Point.of(Quantity.VOLTAGE, phase), 229.5 + step, 1)
                    .put(Point.of(Quantity.CURRENT, phase), 6 + step, 1)
                    .put(Point.of(Quantity.ACTIVE_POWER, phase), step == 2 ? 500.5 : -1000.5 * step, 1)
                    .put(Point.of(Quantity.REACTIVE_POWER, phase), 10 * step, 1)
                    .put(Point.of(Quantity.APPARENT_POWER, phase), 1100 * step, 1)
                    .put(Point.of(Quantity.POWER_FACTOR, phase), 0.9 + step / 100, 1)
                    .put(Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase), 100_000 * step, 1)
                    .put(Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase), 200_000 * step, 1);
        }
        return readings.build();
    }

    private void pushed(int from, int until) throws Exception {
        RegisterImage image = KSEM.encode(measured(), 1);
        for (RegisterImage.Segment run : image.segments()) {
            for (int at = 0; at < run.words().count(); at += 100) {
                int count = Math.min(100, run.words().count() - at);
                if (run.address() >= from && run.address() < until) {
                    assertThat(House.write(
                                    device, 1, run.address() + at, run.words().slice(at, count)))
                            .isInstanceOf(Response.WriteMultiple.class);
                }
            }
        }
        // The meter's last write of a cycle covers what has no value of its own, too.
        if (from == 0) {
            assertThat(House.write(device, 1, 144, requireNonNull(image.words(144, 2))))
                    .isInstanceOf(Response.WriteMultiple.class);
        }
    }

    @Test
    void theChainNamesAFroniusBeforeAnythingIsMeasured() throws Exception {
        begin();
        Words head = read(240, 40000, 71);
        assertThat(head.slice(0, 4)).isEqualTo(Words.of(0x5375, 0x6e53, 1, 65));
        assertThat(text(head, 4, 16)).isEqualTo("Fronius");
        assertThat(text(head, 20, 16)).isEqualTo("Smart Meter 63A");
        assertThat(text(head, 52, 16)).isEqualTo("00000050");
        assertThat(head.slice(68, 3)).isEqualTo(Words.of(240, 213, 124));
        assertThat(read(240, 40195, 2)).isEqualTo(Words.of(0xffff, 0));
        assertThat(read(240, 40193, 2)).as("events").isEqualTo(Words.of(0, 0));
        assertThat(House.read(inverter, 240, 40071, 58)).isEqualTo(LOST);
        assertThat(House.read(inverter, 240, 40129, 32)).isEqualTo(LOST);

        Words second = read(241, 40000, 71);
        assertThat(text(second, 20, 16)).isEqualTo("Smart Meter TS 65A-3");
        assertThat(text(second, 52, 16)).isEqualTo("00000051");
        assertThat(second.get(68)).isEqualTo(241);
        Words whole = read(242, 40068, 3);
        assertThat(whole).isEqualTo(Words.of(242, 203, 105));
    }

    @Test
    void theReadsOfAnInverterGiveWhatWasMeasuredAndNotANumberForTheRest() throws Exception {
        begin();
        pushed(0, 200);
        pushed(512, 800);
        Words live = read(240, 40071, 58);
        assertThat(number(live, 0)).as("total current: that of the phases").isEqualTo(24);
        for (int i = 0; i < 3; i++) {
            assertThat(number(live, 2 + 2 * i)).isEqualTo(7 + i);
            assertThat(number(live, 10 + 2 * i)).isEqualTo(230.5f + i);
            assertThat(number(live, 28 + 2 * i)).isEqualTo(i == 1 ? 500.5f : -1000.5f * (i + 1));
            assertThat(number(live, 36 + 2 * i)).isEqualTo(1100 * (i + 1));
            assertThat(number(live, 44 + 2 * i)).isEqualTo(10 * (i + 1));
        }
        assertThat(number(live, 24)).isEqualTo(49.98f);
        assertThat(number(live, 26)).as("feed-in is negative").isEqualTo(-4321.5f);
        assertThat(number(live, 50)).isEqualTo(-0.999f);

        Words energy = read(240, 40129, 32);
        assertThat(number(energy, 0)).as("exported").isEqualTo(7_654_321);
        assertThat(number(energy, 8)).as("imported").isEqualTo(1_234_567);
        assertThat(number(energy, 6)).isEqualTo(600_000);
        assertThat(number(energy, 10)).isEqualTo(100_000);
        assertThat(number(energy, 16))
                .as("apparent energy: the source has none")
                .isNaN();
        assertThat(energy.slice(16, 2)).isEqualTo(Words.of(0x7fc0, 0));

        Words whole = read(242, 40071, 105);
        assertThat((short) whole.get(16)).isEqualTo((short) -4321);
        assertThat(whole.get(20)).as("W_SF").isZero();
        assertThat(whole.get(6) / 10.0).isEqualTo(230.5, within(0.001));
        assertThat(whole.get(5)).as("mean voltage: that of the phases").isEqualTo(2315);
        assertThat(whole.get(36) << 16 | whole.get(37)).isEqualTo(7_654_321);
        assertThat(read(242, 40176, 2)).isEqualTo(Words.of(0xffff, 0));
    }

    @Test
    void whatIsLostIsRefusedAndTheRestStays() throws Exception {
        begin();
        pushed(512, 800);
        pushed(0, 200);
        read(240, 40071, 58);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(House.read(inverter, 240, 40071, 58)).isEqualTo(LOST));
        assertThat(number(read(240, 40129, 32), 0)).isEqualTo(7_654_321);
        assertThat(read(240, 40069, 2)).isEqualTo(Words.of(213, 124));
        pushed(0, 200);
        assertThat(number(read(240, 40071, 58), 26)).isEqualTo(-4321.5f);
    }

    @Test
    void whatTheMeterDoesNotHaveIsNotThereAndNothingIsWritten() throws Exception {
        begin();
        for (int probe : new int[] {0, 1, 11, 12, 768, 1706, 50000, 50001, 39999, 40197}) {
            assertThat(House.read(inverter, 240, probe, 1)).as("%d", probe).isEqualTo(NOT_THERE);
        }
        assertThat(House.read(inverter, 240, 40195, 3)).isEqualTo(NOT_THERE);
        pushed(0, 200);
        assertThat(inverter.send(240, new Request.WriteSingleRegister(40097, 1)))
                .isInstanceOf(Response.Refusal.class);
        assertThat(number(read(240, 40097, 2), 0)).isEqualTo(-4321.5f);
    }
}
