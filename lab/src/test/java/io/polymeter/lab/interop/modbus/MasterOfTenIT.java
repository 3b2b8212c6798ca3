package io.polymeter.lab.interop.modbus;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Slaves;
import io.polymeter.lab.peer.Slaves.Slave;
import io.polymeter.lab.peer.Slaves.Write;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Ten slaves of one output, on libmodbus, four of them in trouble. The meter's total power is the number of
/// its measuring cycle, so that each slave can say which cycles it got.
@Timeout(90)
class MasterOfTenIT {

    private static final int CYCLES = 25;
    private static final Duration CYCLE = Duration.ofMillis(200);
    private static final int TOTALS = 28;

    private final Map<Long, Long> pushed = new HashMap<>();
    private long cycle;

    /// A meter's push, whole cycles at a steady pace.
    private void push(TcpClient meter, int cycles) throws Exception {
        for (int i = 0; i < cycles; i++) {
            cycle++;
            int[] words = new int[TOTALS];
            words[0] = (int) (cycle >> 16);
            words[1] = (int) (cycle & 0xffff);
            pushed.put(cycle, System.nanoTime());
            meter.send(1, new Request.WriteMultipleRegisters(0, Words.of(words)));
            // Never two at once, however late this thread comes: the second would rightly replace the first.
            long next = System.nanoTime() + CYCLE.toNanos();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> System.nanoTime() - next >= 0);
        }
    }

    @Test
    void whoIsThereGetsEveryCycleWhateverBecomesOfTheOthers(@TempDir Path directory) throws Exception {
        int in = Ports.free();
        int[] ports = IntStream.range(0, 11).map(_ -> port()).toArray();
        try (Slaves slaves = new Slaves(directory)) {
            List<Slave> well = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                well.add(slaves.start(ports[i], "ok"));
            }
            Slave mute = slaves.start(ports[6], "mute");
            Slave slow = slaves.start(ports[7], "350");
            Slave resetting = slaves.start(ports[8], "reset");
            Slave averaging = slaves.start(ports[10], "ok");
            try (Polymeter polymeter =
                            Polymeter.run(directory, configuration(in, ports)).listening(in);
                    TcpClient meter =
                            new TcpClient(ClientSettings.of("127.0.0.1", in), Connector.system(), Ticker.SYSTEM)) {
                push(meter, 1);
                for (Slave each : well) {
                    await().until(() -> !each.writes().isEmpty());
                }
                push(meter, CYCLES);
                for (Slave each : well) {
                    await().untilAsserted(() -> assertThat(each.values()).last().isEqualTo(cycle));
                    assertThat(each.values())
                            .containsExactlyElementsOf(
                                    LongStream.rangeClosed(1, cycle).boxed().toList());
                    assertThat(each.writes()).allMatch(write -> write.address() == 0 && write.count() == TOTALS);
                }
                tell(well);
                assertThat(mute.values()).isNotEmpty().isSorted();
                assertThat(resetting.values()).isNotEmpty().isSorted();
                // Never a queue: what a slow slave gets is the newest there is.
                assertThat(slow.values()).hasSizeBetween(6, CYCLES * 3 / 4).isSorted();
                assertThat(slow.writes()).allMatch(write -> behind(write) <= 1);
                means(averaging);

                Slave back = slaves.start(ports[9], "ok");
                long newest = cycle;
                await().atMost(Duration.ofSeconds(40)).until(() -> {
                    push(meter, 1);
                    return back.writes().size() >= 2;
                });
                assertThat(back.values().getFirst()).isGreaterThanOrEqualTo(newest);
                assertThat(back.writes()).allMatch(write -> behind(write) <= 1);
                polymeter.says("tcp://127.0.0.1:" + ports[9]);
            }
        }
    }

    private static int port() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String configuration(int in, int[] ports) {
        String slaves = IntStream.range(0, 10)
                .mapToObj(i -> "\"tcp://127.0.0.1:" + ports[i] + "\"")
                .collect(Collectors.joining(", "));
        return """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1], unit: 1 }
                outputs:
                  ten:
                    meter: grid
                    modbus: { push: [%s], unit: 1, send: { power: total, energy: none } }
                  averages:
                    meter: grid
                    modbus:
                      push: ["tcp://127.0.0.1:%d"]
                      unit: 1
                      send: { power: total, energy: none }
                      every: 1s
                      value: mean
                """.formatted(in, slaves, ports[10]);
    }

    /// How many cycles older a write is than the newest when it came, leaving out the one just being pushed.
    private long behind(Write write) {
        return pushed.entrySet().stream()
                .filter(push -> push.getKey() > write.value() && push.getValue() + CYCLE.toNanos() / 2 < write.nanos())
                .count();
    }

    /// One write a second, each the mean of what was pushed since the one before.
    private static void means(Slave slave) {
        List<Write> writes = slave.writes();
        int seconds = (int) (CYCLES * CYCLE.toMillis() / 1000);
        assertThat(writes).hasSizeBetween(seconds - 1, seconds + 2);
        for (int i = 2; i < writes.size(); i++) {
            long apart = writes.get(i).nanos() - writes.get(i - 1).nanos();
            assertThat(Duration.ofNanos(apart)).isBetween(Duration.ofMillis(700), Duration.ofMillis(1300));
            // Two seconds' means are five cycles apart, and a single cycle of each could not tell.
            assertThat(writes.get(i).value() - writes.get(i - 1).value()).isBetween(3L, 7L);
        }
    }

    private void tell(List<Slave> well) {
        long[] late = well.stream()
                .flatMap(slave -> slave.writes().stream())
                .filter(write -> write.value() > 1)
                .mapToLong(write -> write.nanos() - requireNonNull(pushed.get(write.value())))
                .sorted()
                .toArray();
        System.out.printf(
                "push to the six living slaves, ms: median %.2f, 99 %% %.2f, most %.2f%n",
                late[late.length / 2] / 1e6, late[late.length * 99 / 100] / 1e6, late[late.length - 1] / 1e6);
    }
}
