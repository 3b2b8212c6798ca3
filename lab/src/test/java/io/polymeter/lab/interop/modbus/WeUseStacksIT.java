package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static io.polymeter.lab.peer.Registers.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.FlatProfile;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Our client reads every foreign server, over TCP and over a serial line: as a command, and as a meter of the
/// daemon.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class WeUseStacksIT {

    private final List<RtuBus> buses = new ArrayList<>();
    private final List<Stack.Running> servers = new ArrayList<>();
    // Where each server is for us, as an endpoint of the configuration.
    private final Map<String, String> endpoints = new HashMap<>();

    @TempDir
    Path directory;

    @BeforeAll
    void start() throws Exception {
        for (Stack stack : Stack.values()) {
            int port = Ports.free();
            servers.add(stack.server("tcp:127.0.0.1:" + port, 1, "100-299"));
            endpoints.put(stack + " tcp", "tcp://127.0.0.1:" + port);
            RtuBus bus = new RtuBus(2);
            buses.add(bus);
            servers.add(stack.server("rtu:" + bus.device(0), 1, "100-299"));
            endpoints.put(stack + " rtu", "rtu://" + bus.device(1));
        }
        int port = Ports.free();
        servers.add(Stack.PYMODBUS.server("rtu+tcp:127.0.0.1:" + port, 1, "100-299"));
        endpoints.put(Stack.PYMODBUS + " rtu+tcp", "rtu+tcp://127.0.0.1:" + port);
    }

    @AfterAll
    void stop() throws IOException {
        servers.forEach(Stack.Running::close);
        for (RtuBus bus : buses) {
            bus.close();
        }
    }

    static Stream<Arguments> stacks() {
        return Stream.concat(
                Stream.of("tcp", "rtu")
                        .flatMap(kind -> Stream.of(Stack.values()).map(stack -> Arguments.of(stack, kind))),
                Stream.of(Arguments.of(Stack.PYMODBUS, "rtu+tcp")));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("stacks")
    void readsItAsACommand(Stack stack, String kind) throws IOException {
        Outcome outcome =
                Polymeter.command(directory, "read", endpoint(stack, kind), "--registers", "100..299", "--json");
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        String words = IntStream.range(100, 300)
                .mapToObj(at -> String.valueOf(word(at)))
                .collect(Collectors.joining(","));
        assertThat(outcome.out()).isEqualTo("{\"address\":100,\"words\":[" + words + "]}\n");
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"tcp", "rtu"})
    void readsThemAllAsMetersAtOnce(String kind) throws IOException {
        FlatProfile.write(directory, "flat", 100, 299);
        int port = Ports.free();
        List<Stack> stacks = List.of(Stack.values());
        StringBuilder meters = new StringBuilder("meters:\n");
        StringBuilder outputs = new StringBuilder("outputs:\n");
        for (int i = 0; i < stacks.size(); i++) {
            meters.append("  m%d: { profile: ./flat.yaml, modbus: { poll: \"%s\", unit: 1 } }\n"
                    .formatted(i, endpoint(stacks.get(i), kind)));
            outputs.append("  o%1$d: { meter: m%1$d, modbus: { serve: \"tcp://127.0.0.1:%2$d\", unit: %3$d } }\n"
                    .formatted(i, port, i + 10));
        }
        try (Polymeter _ = Polymeter.run(directory, meters + outputs.toString()).listening(port)) {
            for (int i = 0; i < stacks.size(); i++) {
                int unit = i + 10;
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(Stack.LIBMODBUS.client(
                                        "tcp:127.0.0.1:" + port, unit, "r3:100:125", "r3:225:75"))
                                .as("%s", stacks.get(unit - 10))
                                .containsExactly(hex(100, 125), hex(225, 75)));
            }
        }
    }

    private String endpoint(Stack stack, String kind) {
        String endpoint = endpoints.get(stack + " " + kind);
        assertThat(endpoint).isNotNull();
        return String.valueOf(endpoint);
    }
}
