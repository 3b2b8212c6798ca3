package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Mbpoll;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a KSEM can be told to send, as pymodbus receives it; and the whole way from a KSEM over two of us to a
/// serial line.
@Timeout(90)
class MasterSelectionIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> PARTS = List.of("total", "phases", "none");

    @TempDir
    private Path directory;

    private static Set<String> expected(int unit, String power, String energy) {
        Set<String> writes = new TreeSet<>();
        if (!power.equals("none")) {
            writes.add(power.equals("total") ? write(unit, 0, 28) : write(unit, 40, 106));
        }
        switch (energy) {
            case "total" -> writes.add(write(unit, 512, 40));
            case "phases" -> {
                // Two hundred registers: the most that fits one request, and the rest.
                writes.add(write(unit, 592, 123));
                writes.add(write(unit, 715, 77));
            }
            default -> assertThat(energy).isEqualTo("none");
        }
        return writes;
    }

    private static String write(int unit, int address, int count) {
        return unit + ":" + address + ":" + hex(address, count).replace(' ', ',');
    }

    private static String output(int unit, String power, String energy, int port) {
        return """
                  out%d:
                    meter: grid
                    modbus: { push: ["tcp://127.0.0.1:%d"], unit: %d, send: { power: %s, energy: %s } }
                """.formatted(unit, port, unit, power, energy).indent(2).replaceAll("(?m)^  ", "");
    }

    @Test
    void eachSlaveGetsExactlyTheRangesThatAreSelectedForIt() throws Exception {
        int source = Ports.free();
        int sink = Ports.free();
        StringBuilder outputs = new StringBuilder("outputs:\n");
        Set<String> expected = new TreeSet<>();
        int unit = 0;
        for (String power : PARTS) {
            for (String energy : PARTS) {
                unit++;
                if (!power.equals("none") || !energy.equals("none")) {
                    outputs.append(output(unit, power, energy, sink));
                    expected.addAll(expected(unit, power, energy));
                }
            }
        }
        try (Stack.Running _ = Stack.PYMODBUS.server("tcp:127.0.0.1:" + source, 1, "0-147", "512-791", "8192-8248");
                Stack.Running slaves = Stack.servers("tcp:127.0.0.1:" + sink, 1, 9, "0-147", "512-791");
                Polymeter _ = Polymeter.run(directory, meter(source) + outputs)) {
            Set<String> written = new TreeSet<>();
            await().atMost(SOON).until(() -> {
                written.addAll(slaves.written());
                return written.containsAll(expected);
            });
            // Energy is read every 5 s: two more rounds would show what does not belong here.
            Set<String> more = new LinkedHashSet<>();
            await().atMost(SOON).until(() -> {
                more.addAll(slaves.written());
                return more.containsAll(expected);
            });
            written.addAll(more);
            assertThat(written).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void anEleventhSlaveAndNothingSelectedAreErrorsThatNameTheirLines() throws IOException {
        String slaves = IntStream.rangeClosed(1, 11)
                .mapToObj(i -> "        - tcp://slave%d:502\n".formatted(i))
                .collect(Collectors.joining());
        String text = meter(1) + "outputs:\n  master:\n    meter: grid\n    modbus:\n      push:\n" + slaves
                + "      unit: 1\n" + output(9, "none", "none", 2);
        Files.writeString(directory.resolve("polymeter.yaml"), text);
        Outcome outcome = Polymeter.command(directory, "check", "polymeter.yaml");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat((outcome.err() + outcome.out()).lines())
                .anyMatch(each -> each.contains("polymeter.yaml:" + line(text, "slave11") + ":") && each.contains("10"))
                .anyMatch(each -> each.contains("polymeter.yaml:" + line(text, "power: none") + ":")
                        && each.contains("power and energy are both none"))
                .noneMatch(each -> each.contains("polymeter.yaml:" + line(text, "slave10") + ":"));
    }

    private static int line(String text, String words) {
        return text.substring(0, text.indexOf(words)).split("\n", -1).length;
    }

    /// A KSEM that is us, polled by us, written by us to us, and read by a stranger from a serial line: all hops
    /// but the last are our own.
    @Test
    void whatAKsemMeasuresArrivesOnASerialLineBehindTwoOfUs() throws Exception {
        int device = Ports.free();
        int bridge = Ports.free();
        Path one = Files.createDirectory(directory.resolve("one"));
        Path other = Files.createDirectory(directory.resolve("other"));
        try (RtuBus bus = new RtuBus(2);
                Polymeter _ = Polymeter.simulate(directory, "kostal-ksem", "tcp://127.0.0.1:" + device)
                        .listening(device);
                Polymeter _ = Polymeter.run(other, """
                                meters:
                                  grid:
                                    profile: kostal-ksem
                                    modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1], unit: 1 }
                                outputs:
                                  plenticore:
                                    meter: grid
                                    modbus: { serve: "rtu://%s", unit: 1 }
                                """.formatted(bridge, bus.device(0)))
                        .listening(bridge);
                Polymeter _ = Polymeter.run(one, meter(device) + """
                                outputs:
                                  totals:
                                    meter: grid
                                    modbus: { push: ["tcp://127.0.0.1:%d"], unit: 1, send: { power: total, energy: total } }
                                  phases:
                                    meter: grid
                                    modbus: { push: ["tcp://localhost:%d"], unit: 1, send: { power: phases, energy: phases } }
                                """.formatted(bridge, bridge))) {
            String serial = "rtu:" + bus.device(1);
            for (String range : List.of("r3:0:28", "r3:40:106", "r3:512:40", "r3:592:123", "r3:715:77")) {
                // The meter goes on measuring: at one moment both must show the same.
                await().atMost(SOON).until(() -> {
                    List<String> sent = Stack.LIBMODBUS.client("tcp:127.0.0.1:" + device, 1, range);
                    return !sent.getFirst().startsWith("exception")
                            && sent.equals(Stack.LIBMODBUS.client(serial, 1, range));
                });
            }
            String[] words = Mbpoll.read(serial, 0, 28).split(" ", -1);
            assertThat(words).hasSize(28).anyMatch(word -> !word.equals("0000"));
        }
    }

    private static String meter(int port) {
        return """
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { poll: "tcp://127.0.0.1:%d", unit: 1, every: 200ms }
                """.formatted(port);
    }
}
