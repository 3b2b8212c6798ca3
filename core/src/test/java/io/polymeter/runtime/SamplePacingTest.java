package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A reader that is quicker than the meter waits for the next sample, over real sockets.
@Timeout(30)
class SamplePacingTest {

    private final int push = House.freePort();
    private final int serve = House.freePort();

    private House house(String aids) {
        return new House(Path.of("."), """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1] }
                outputs:
                  plenticore:
                    meter: grid
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 }
                    %s
                """.formatted(push, serve, aids));
    }

    private static List<String> problems(String output) {
        return House.problems(Path.of("."), """
                meters:
                  grid: { profile: kostal-ksem, modbus: { poll: "tcp://10.0.0.1" }, fresh-for: 3s }
                outputs:
                  o: { meter: grid, %s }
                """.formatted(output)).stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    private static void sample(ModbusClient device, int seed) throws Exception {
        House.write(device, 1, 0, House.stamped(seed, 0, 100));
        House.write(device, 1, 100, House.stamped(seed, 100, 48));
    }

    private static Words power(ModbusClient client) throws Exception {
        Response response = House.read(client, 1, 0, 4);
        assertThat(response).isInstanceOf(Response.ReadRegisters.class);
        return ((Response.ReadRegisters) response).values();
    }

    @Test
    void whoHasHadTheSampleGetsTheNext() throws Exception {
        try (House _ = house("wait-for-new: 2s");
                ModbusClient device = House.client(push);
                ModbusClient reader = House.client(serve);
                ModbusClient other = House.client(serve)) {
            await().ignoreExceptions().until(() -> House.read(device, 1, 0, 2) != null);
            sample(device, 7);
            assertThat(power(reader)).isEqualTo(House.stamped(7, 0, 4));
            CompletableFuture<Words> second = CompletableFuture.supplyAsync(() -> {
                try {
                    return power(reader);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            // Meanwhile the same port answers others, and what never lives does not wait.
            assertThat(House.read(other, 1, 8192, 2)).isNotNull();
            assertThat(second).isNotDone();
            sample(device, 9);
            assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(House.stamped(9, 0, 4));
        }
    }

    @Test
    void whoeverWaitsInVainIsAnsweredWithWhatIsThere() throws Exception {
        try (House _ = house("wait-for-new: 300ms");
                ModbusClient device = House.client(push);
                ModbusClient reader = House.client(serve)) {
            await().ignoreExceptions().until(() -> House.read(device, 1, 0, 2) != null);
            sample(device, 7);
            power(reader);
            long begin = System.nanoTime();
            assertThat(power(reader)).isEqualTo(House.stamped(7, 0, 4));
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(2));
        }
    }

    @Test
    void aMinimumPeriodKeepsASampleBack() throws Exception {
        try (House _ = house("min-sample-period: 1s");
                ModbusClient device = House.client(push);
                ModbusClient reader = House.client(serve)) {
            await().ignoreExceptions().until(() -> House.read(device, 1, 0, 2) != null);
            sample(device, 7);
            await().untilAsserted(() -> assertThat(power(reader)).isEqualTo(House.stamped(7, 0, 4)));
            long begin = System.nanoTime();
            sample(device, 9);
            await().until(() -> power(reader).equals(House.stamped(9, 0, 4)));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void aLimitIsKeptWithWhatWasMeasured() {
        String face = "profile: fronius-smart-meter, modbus: { serve: \"tcp://127.0.0.1:1502\" }, ";
        assertThat(problems(face + "role: limit, bias: 30W"))
                .containsExactly("outputs.o.bias: changes values, which 'role: limit' forbids: a limit would be kept"
                        + " wrongly");
        assertThat(problems(face + "role: limit, min-sample-period: 1200ms"))
                .contains("outputs.o.min-sample-period: is more than 1s, which 'role: limit' forbids: a limit would"
                        + " be kept late");
        assertThat(problems(face + "bias: 201W"))
                .anySatisfy(text -> assertThat(text).contains("is more than 200W"));
        assertThat(problems(face + "deadband: 31W"))
                .anySatisfy(text -> assertThat(text).contains("is more than 30W"));
        assertThat(problems(face + "deadband: 20W"))
                .containsExactly("outputs.o.deadband: its consumer gets another power than was measured");
        assertThat(problems("bias: 30W, modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .anySatisfy(text -> assertThat(text).contains("bias: this output shows the registers of grid as they"));
    }

    @Test
    void whatIsDangerousIsRefused() {
        assertThat(problems("wait-for-new: 3s, modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .containsExactly("outputs.o.wait-for-new: is more than 2s: a client would take the reply for lost");
        assertThat(problems("wait-for-new: 800ms, modbus: { serve: \"rtu:///dev/ttyUSB0\" }"))
                .anySatisfy(text -> assertThat(text).contains("wait-for-new: a reply on a serial line cannot wait"));
        assertThat(problems("wait-for-new: 800ms, modbus: { push: \"tcp://10.0.0.2\" }"))
                .anySatisfy(text -> assertThat(text).contains("wait-for-new: only applies to outputs that are asked"));
        assertThat(problems("min-sample-period: 1s, modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .anySatisfy(text ->
                        assertThat(text).contains("min-sample-period: meanwhile a reader gets the same sample again"));
        assertThat(problems("min-sample-period: 2s, modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .contains(
                        "outputs.o.min-sample-period: is more than half of the 3s after which a value is too" + " old");
        assertThat(problems("min-sample-period: 1s, when-stale: hold, modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .anySatisfy(text -> assertThat(text).contains("cannot be combined with 'when-stale: hold'"));
    }

    @Test
    void whatIsDangerousForAKnownConsumerIsRefused() {
        String em24 =
                "consumer: victron-gx, profile: carlo-gavazzi-em24-ethernet, modbus: { serve: \"tcp://127.0.0.1:1502\" }, ";
        assertThat(problems(em24 + "wait-for-new: 300ms"))
                .anySatisfy(text -> assertThat(text)
                        .contains("wait-for-new: a reply later than 500ms is none to Victron GX: at most 250ms"));
        assertThat(problems(em24 + "wait-for-new: 250ms"))
                .noneSatisfy(text -> assertThat(text).contains("wait-for-new"));
        String gen24 =
                "consumer: fronius-gen24, profile: fronius-smart-meter, modbus: { serve: \"tcp://127.0.0.1:1502\" }, ";
        assertThat(problems(em24 + "smooth: 3s"))
                .anySatisfy(text -> assertThat(text)
                        .contains("smooth: is predicted to leave Victron GX")
                        .contains("below 45 it may begin to swing"));
        assertThat(problems(gen24 + "smooth: 500ms"))
                .noneSatisfy(text -> assertThat(text).contains("is predicted to leave"));
        assertThat(problems(gen24 + "smooth: 6s"))
                .anySatisfy(text -> assertThat(text).contains("smooth: is more than 5s"));
        assertThat(problems(gen24 + "deadband: 20W"))
                .anySatisfy(text -> assertThat(text).contains("deadband: is wider than the 0 W that Fronius GEN24"));
        assertThat(problems(gen24 + "despike: 100W"))
                .anySatisfy(text -> assertThat(text).contains("despike: is less than 200W"));
        assertThat(problems(gen24 + "role: limit, smooth: 1s"))
                .anySatisfy(text -> assertThat(text).contains("smooth: changes values, which 'role: limit' forbids"));
    }
}
