package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ModbusClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A device writes to us, and a consumer reads the same words.
@Timeout(20)
class PushMirrorTest {

    private static final Response STALE = new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE);

    @TempDir
    Path directory;

    private final int push = House.freePort();
    private final int serve = House.freePort();
    private final House house = new House(Path.of("."), """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1] }
                fresh-for: 400ms
            outputs:
              plenticore:
                meter: grid
                modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 }
            """.formatted(push, serve));
    private final ModbusClient device = House.client(push);
    private final ModbusClient consumer = House.client(serve);

    @AfterEach
    void stop() {
        device.close();
        consumer.close();
        house.close();
    }

    private void begin() {
        await().ignoreExceptions()
                .until(() -> House.read(consumer, 1, 0, 2) != null && House.read(device, 1, 0, 2) != null);
    }

    @Test
    void wordsArePassedOnUnchangedAndStaleWhenThePushStops() throws Exception {
        begin();
        assertThat(House.read(consumer, 1, 0, 100)).isEqualTo(STALE);

        assertThat(House.write(device, 1, 0, House.stamped(7, 0, 100)))
                .isEqualTo(new Response.WriteMultiple(16, 0, 100));
        assertThat(House.write(device, 255, 100, House.stamped(7, 100, 48)))
                .isEqualTo(new Response.WriteMultiple(16, 100, 48));
        assertThat(House.read(consumer, 1, 0, 125)).isEqualTo(new Response.ReadRegisters(3, House.stamped(7, 0, 125)));

        await().atMost(Duration.ofSeconds(5))
                .until(() -> House.read(consumer, 1, 0, 125).equals(STALE));
        House.write(device, 1, 0, House.stamped(9, 0, 100));
        House.write(device, 1, 100, House.stamped(9, 100, 48));
        assertThat(House.read(consumer, 1, 23, 125))
                .isEqualTo(new Response.ReadRegisters(3, House.stamped(9, 23, 125)));
    }
}
