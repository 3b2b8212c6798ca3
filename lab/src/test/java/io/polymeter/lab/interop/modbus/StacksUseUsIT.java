package io.polymeter.lab.interop.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.FlatProfile;
import io.polymeter.lab.peer.Mbpoll;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.Registers;
import io.polymeter.lab.peer.RtuBus;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every foreign client reads what we serve and writes where we listen, over TCP and over a serial line.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class StacksUseUsIT {

    private RtuBus bus;
    private Polymeter polymeter;
    private int port;
    private int gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        bus = new RtuBus(2);
        port = Ports.free();
        gateway = Ports.free();
        FlatProfile.write(directory, "flat", 65336, 65535);
        polymeter = Polymeter.run(directory, """
                        meters:
                          lan:
                            profile: ./flat.yaml
                            modbus: { push: "tcp://127.0.0.1:%1$d", from: [127.0.0.0/8], unit: 1 }
                          bus:
                            profile: ./flat.yaml
                            modbus: { push: "rtu://%2$s", unit: 1, serial: { baud: 38400, stop-bits: 2 } }
                        outputs:
                          lan:
                            meter: lan
                            modbus: { serve: ["tcp://127.0.0.1:%1$d", "rtu+tcp://127.0.0.1:%3$d"], unit: 1 }
                          bus:
                            meter: bus
                            modbus: { serve: "rtu://%2$s", unit: 1, serial: { baud: 38400, stop-bits: 2 } }
                        """.formatted(port, bus.device(0), gateway))
                .listening(port)
                .listening(gateway);
    }

    @AfterAll
    void stop() throws Exception {
        bus.close();
        polymeter.close();
    }

    private String endpoint(String kind) {
        return kind.equals("tcp") ? "tcp:127.0.0.1:" + port : "rtu:" + bus.device(1);
    }

    static Stream<Arguments> stacks() {
        return Stream.of("tcp", "rtu")
                .flatMap(kind -> Stream.of(Stack.values()).map(stack -> Arguments.of(stack, kind)));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("stacks")
    void writesAndReadsTheLargestRequests(Stack stack, String kind) throws IOException {
        // jsmodbus 5.0.0 cuts what is longer: it counts six bytes of the header among those of the values.
        int most = stack == Stack.JSMODBUS ? 120 : 123;
        int[] words = words(200, (stack + kind).hashCode() & 0xffff);
        String first = hexOf(words, 0, most);
        String second = hexOf(words, most, 200);
        assertThat(stack.client(
                        endpoint(kind),
                        1,
                        "w16:65336:" + first,
                        "w16:" + (65336 + most) + ":" + second,
                        "r3:65336:125",
                        "r3:65461:75",
                        "r4:65336:125",
                        "r3:65535:1",
                        "w6:65535:beef",
                        "r3:65534:2",
                        "r3:65335:1",
                        "r3:65335:2",
                        "w16:65335:1,2",
                        "r3:65336:1"))
                .containsExactly(
                        "written",
                        "written",
                        printed(words, 0, 125),
                        printed(words, 125, 200),
                        printed(words, 0, 125),
                        printed(words, 199, 200),
                        "written",
                        printed(words, 198, 199) + " beef",
                        "exception 2",
                        "exception 2",
                        "exception 2",
                        printed(words, 0, 1));
    }

    @Test
    void readsWithSerialFramesOverTcpWhatAnotherWrote() throws IOException {
        int[] words = words(123, 0x5a5a);
        assertThat(Stack.LIBMODBUS.client(endpoint("tcp"), 1, "w16:65336:" + hexOf(words, 0, 123)))
                .containsExactly("written");
        assertThat(Stack.PYMODBUS.client("rtu+tcp:127.0.0.1:" + gateway, 1, "r3:65336:123", "r4:65337:2", "r3:1:1"))
                .containsExactly(printed(words, 0, 123), printed(words, 1, 3), "exception 2");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIBMODBUS", "PYMODBUS"})
    void writesThenReadsInOneRequest(Stack stack) throws IOException {
        for (String kind : List.of("tcp", "rtu")) {
            assertThat(stack.client(
                            endpoint(kind), 1, "w16:65400:1,2,3,4", "w23:65401:abcd,ef01:65400:4", "r3:65400:4"))
                    .containsExactly("written", "0001 abcd ef01 0004", "0001 abcd ef01 0004");
        }
    }

    @Test
    void mbpollWritesAndReads() throws Exception {
        for (String kind : List.of("tcp", "rtu")) {
            Outcome written = Mbpoll.write(endpoint(kind), 65500, 4711, 65535, 0);
            assertThat(written.exit()).as("%s", written).isZero();
            assertThat(written.out()).contains("Written 3 references");
            assertThat(Mbpoll.read(endpoint(kind), 65500, 3)).isEqualTo("1267 ffff 0000");
        }
    }

    private static int[] words(int count, int seed) {
        return IntStream.range(0, count).map(i -> (i + seed) * 40503 & 0xffff).toArray();
    }

    private static String hexOf(int[] words, int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(i -> Integer.toHexString(words[i]))
                .collect(Collectors.joining(","));
    }

    private static String printed(int[] words, int from, int until) {
        return Registers.hexOf(IntStream.range(from, until).map(i -> words[i]).toArray());
    }
}
