package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Victron GX sets its meter up: an EM24, which is a KSEM in truth.
@Timeout(20)
class AcceptedWritesTest {

    private static final int APPLICATION = 0xA000;

    private final int serve = House.freePort();
    private final House house = new House(Path.of("."), """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1] }
            outputs:
              gx:
                meter: grid
                profile: carlo-gavazzi-em24-ethernet
                modbus: { serve: "tcp://127.0.0.1:%d" }
            """.formatted(House.freePort(), serve));
    private final ModbusClient gx = House.client(serve);

    @BeforeEach
    void begin() {
        await().ignoreExceptions().until(() -> House.read(gx, 1, APPLICATION, 1) != null);
    }

    @AfterEach
    void stop() {
        gx.close();
        house.close();
    }

    @Test
    void aSettingIsAcknowledgedCountedAndHasNoEffect() throws Exception {
        long before = house.output("gx").statistics().served();
        assertThat(gx.send(1, new Request.WriteSingleRegister(APPLICATION, 3)))
                .isEqualTo(new Response.WriteSingleRegister(APPLICATION, 3));
        assertThat(House.write(gx, 1, APPLICATION, Words.of(4)))
                .isEqualTo(new Response.WriteMultiple(16, APPLICATION, 1));
        assertThat(House.read(gx, 1, APPLICATION, 1)).isEqualTo(new Response.ReadRegisters(3, Words.of(7)));
        assertThat(house.output("gx").statistics().served()).isEqualTo(before + 3);
    }

    @Test
    void allElseIsRefused() throws Exception {
        assertThat(gx.send(1, new Request.WriteSingleRegister(0x28, 3)))
                .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(House.write(gx, 1, APPLICATION, Words.of(7, 7)))
                .isEqualTo(new Response.Refusal(16, ExceptionCode.ILLEGAL_FUNCTION));
    }
}
