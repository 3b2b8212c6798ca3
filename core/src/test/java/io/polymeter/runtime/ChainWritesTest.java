package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Trouble;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be written to an inverter is found in its own chain: 1, 103, 123, 160, whatever its profile declares.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by start
class ChainWritesTest {

    private static final Path HERE = Path.of(".");
    private static final int UNIT = 3;

    /// Of model 123 behind a common model of 65 and model 103: `WMaxLimPct`.
    private static final int LIMIT = 40002 + 67 + 52 + 2 + 3;

    /// The first register of model 160, behind model 123.
    private static final int TRACKERS = LIMIT - 5 + 26 + 2;

    /// Where the profile of the inverter has the limit: behind a common model of 66, models 103 and 120.
    private static final int DECLARED = 40002 + 68 + 52 + 28 + 2 + 3;

    private SunspecDevice device;
    private int mirror;
    private int proxy;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        device = new SunspecDevice(UNIT);
        device.chain(
                40000,
                65,
                SunspecDevice.inverter(412, 70_000, 4),
                SunspecDevice.model(123, 24, 0),
                SunspecDevice.model(160, 48, 0));
        mirror = House.freePort();
        proxy = House.freePort();
    }

    @AfterEach
    void stop() {
        if (house != null) {
            house.close();
        }
        device.close();
    }

    private void start(String profile, String unit) {
        house = new House(HERE, """
                meters:
                  pv:
                    profile: %s
                    modbus: { poll: "tcp://127.0.0.1:%d"%s }
                outputs:
                  mirror: { meter: pv, modbus: { serve: "tcp://127.0.0.1:%d", unit: 9, writes: profile } }
                  shared: { meter: pv, modbus: { proxy: "tcp://127.0.0.1:%d", writes: profile } }
                """.formatted(profile, device.port(), unit, mirror, proxy));
        await().untilAsserted(() -> assertThat(house.polymeter()
                        .meters()
                        .find("pv")
                        .orElseThrow()
                        .state()
                        .readings()
                        .value(Point.of(Quantity.ACTIVE_POWER)))
                .isEqualTo(4120));
    }

    private static Response limit(ModbusClient client, int unit, int at) throws IOException, InterruptedException {
        return client.send(unit, new Request.WriteMultipleRegisters(at, Words.of(500, 0, 120, 0, 1)));
    }

    @ParameterizedTest
    @CsvSource({"auto, ''", "auto, ', unit: 3'", "kaco-blueplanet, ', unit: 3'"})
    void theLimitIsWritableWhereItStandsAndNothingElse(String profile, String unit) throws Exception {
        start(profile, unit);
        try (ModbusClient throughMirror = House.client(mirror);
                ModbusClient throughProxy = House.client(proxy)) {
            Response accepted = new Response.WriteMultiple(16, LIMIT, 5);
            Response refused = new Response.Refusal(16, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            assertThat(limit(throughMirror, 9, LIMIT)).isEqualTo(accepted);
            assertThat(limit(throughProxy, UNIT, LIMIT)).isEqualTo(accepted);
            for (int at : new int[] {DECLARED, TRACKERS, TRACKERS + 8, LIMIT - 1, LIMIT + 1}) {
                assertThat(limit(throughMirror, 9, at)).isEqualTo(refused);
                assertThat(limit(throughProxy, UNIT, at)).isEqualTo(refused);
            }
        }
        assertThat(device.writes())
                .hasSize(2)
                .containsOnly(new Request.WriteMultipleRegisters(LIMIT, Words.of(500, 0, 120, 0, 1)));
    }

    @Test
    void whatStandsElsewhereSinceAnUpdateIsNotWritten() throws Exception {
        start("auto", "");
        try (ModbusClient client = House.client(mirror)) {
            // The same request a moment after the chain has moved by one: the register before the limit.
            device.chain(
                    40000,
                    66,
                    SunspecDevice.inverter(412, 70_000, 4),
                    SunspecDevice.model(123, 24, 0),
                    SunspecDevice.model(160, 48, 0));
            assertThat(limit(client, 9, LIMIT))
                    .isIn(
                            new Response.Refusal(16, ExceptionCode.SERVER_DEVICE_BUSY),
                            new Response.Refusal(16, ExceptionCode.ILLEGAL_DATA_ADDRESS));
            await().untilAsserted(() ->
                    assertThat(limit(client, 9, LIMIT + 1)).isEqualTo(new Response.WriteMultiple(16, LIMIT + 1, 5)));
        }
        assertThat(device.writes())
                .containsExactly(new Request.WriteMultipleRegisters(LIMIT + 1, Words.of(500, 0, 120, 0, 1)));
    }

    @Test
    void aDeviceThatKnowsNoFunctionSixIsWrittenBySixteen() throws Exception {
        device.refuseSix();
        start("auto", "");
        try (ModbusClient client = House.client(mirror)) {
            for (int value = 1; value <= 2; value++) {
                assertThat(client.send(9, new Request.WriteSingleRegister(LIMIT, value)))
                        .isEqualTo(new Response.WriteSingleRegister(LIMIT, value));
            }
        }
        assertThat(device.writes())
                .containsExactly(
                        new Request.WriteSingleRegister(LIMIT, 1),
                        new Request.WriteMultipleRegisters(LIMIT, Words.of(1)),
                        new Request.WriteMultipleRegisters(LIMIT, Words.of(2)));
        assertThat(house.link("pv.writes").troubles())
                .extracting(Trouble::field)
                .containsExactly("function-6");
    }

    @Test
    void aRegisterThatTheDeviceDoesNotTakeIsRefusedWithItsOwnException() throws Exception {
        start("auto", "");
        device.refuse(ExceptionCode.ILLEGAL_DATA_VALUE);
        try (ModbusClient client = House.client(mirror)) {
            assertThat(client.send(9, new Request.WriteSingleRegister(LIMIT, 1)))
                    .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_DATA_VALUE));
        }
    }
}
