package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Health;
import io.polymeter.link.Trouble;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An SDM630 that does not take every read. Twenty seconds pass in one.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by start
class RefusedReadsTest {

    private static final Path HERE = Path.of(".");
    private static final Point VOLTAGE = Point.of(Quantity.VOLTAGE, Phase.L1);
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Point FREQUENCY = Point.of(Quantity.FREQUENCY);
    private static final Point IMPORT = Point.of(Quantity.ACTIVE_ENERGY_IMPORT);
    private static final int FREQUENCY_REGISTER = 70;

    private final List<Integer> lengths = new CopyOnWriteArrayList<>();
    private TcpServer server;
    private House house;

    @AfterEach
    void stop() {
        house.close();
        server.close();
    }

    /// Shows each register's address, as a float in every other one.
    private static Response registers(int address, int quantity) {
        int[] words = new int[quantity];
        for (int i = 0; i < quantity; i++) {
            int value = address + i;
            int bits = Float.floatToIntBits(value % 2 == 0 ? value + 100 : value + 99);
            words[i] = value % 2 == 0 ? bits >>> 16 : bits & 0xffff;
        }
        return new Response.ReadRegisters(4, Words.of(words));
    }

    private void start(RequestHandler device, String more) throws Exception {
        server = TcpServer.open();
        int port = server.listen(TcpListener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), device))
                .localAddress()
                .getPort();
        house = new House(HERE, """
                meters:
                  grid:
                    profile: eastron-sdm630
                    modbus: { poll: "tcp://127.0.0.1:%d", timeout: 300ms%s }
                outputs: {}
                """.formatted(port, more), new FastClock(20));
    }

    private Readings readings() {
        return house.polymeter().meters().find("grid").orElseThrow().state().readings();
    }

    private List<Trouble> troubles() {
        return house.polymeter().snapshot().links().stream()
                .filter(link -> link.name().equals("grid.poll"))
                .flatMap(link -> link.troubles().stream())
                .toList();
    }

    private Answer read(Request request, java.util.function.BiPredicate<Integer, Integer> refused, Answer refusal) {
        if (!(request instanceof Request.ReadInputRegisters(int address, int quantity))) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        }
        lengths.add(quantity);
        return refused.test(address, quantity) ? refusal : registers(address, quantity);
    }

    @ParameterizedTest
    @CsvSource({"50,2", "50,3", "40,4", "30,1", "10,3"})
    void aMeterThatRefusesLongReadsIsReadInSmallerPieces(int most, int code) throws Exception {
        Answer refusal = new Response.Refusal(4, java.util.Objects.requireNonNull(ExceptionCode.of(code)));
        start((_, request, _) -> read(request, (_, quantity) -> quantity > most, refusal), "");
        await().untilAsserted(() -> {
            assertThat(readings().value(VOLTAGE)).isEqualTo(100);
            assertThat(readings().value(POWER)).isEqualTo(152);
            assertThat(readings().value(FREQUENCY)).isEqualTo(170);
            assertThat(readings().value(IMPORT)).isEqualTo(172_000);
        });
        assertThat(troubles()).isNotEmpty().allMatch(trouble -> trouble.severity() == Trouble.Severity.NOTE);
        int known = lengths.size();
        await().until(() -> lengths.size() > known + 30);
        assertThat(List.copyOf(lengths).subList(known, known + 30)).allMatch(length -> length <= most);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 11, 0})
    void oneBadRegisterDoesNotBlindTheRest(int code) throws Exception {
        ExceptionCode exception = ExceptionCode.of(code);
        Answer bad = exception == null ? Answer.SILENCE : new Response.Refusal(4, exception);
        start((_, request, _) -> read(request, RefusedReadsTest::touchesFrequency, bad), "");
        await().atMost(java.time.Duration.ofSeconds(40)).untilAsserted(() -> {
            assertThat(readings().value(VOLTAGE)).isEqualTo(100);
            assertThat(readings().value(POWER)).isEqualTo(152);
            assertThat(readings().value(IMPORT)).isEqualTo(172_000);
            assertThat(troubles())
                    .anyMatch(trouble -> trouble.severity() == Trouble.Severity.WARNING
                            && trouble.field().startsWith("frequency"));
        });
        assertThat(readings().value(FREQUENCY)).isNaN();
        assertThat(state()).isEqualTo(Health.State.UP);
    }

    /// A device whose replies all have another length than was asked for yields nothing, and that is said once.
    @Test
    void aDeviceOfWhichNothingCanBeReadIsNotUp() throws Exception {
        start(
                (_, request, _) -> request instanceof Request.ReadInputRegisters(int address, int quantity)
                        ? registers(address, quantity + 1)
                        : new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION),
                "");
        await().until(() -> state() == Health.State.WAITING);
        assertThat(readings().has(POWER)).isFalse();
        assertThat(troubles())
                .anyMatch(trouble -> trouble.severity() == Trouble.Severity.WARNING
                        && trouble.field().startsWith("active-power "));
    }

    /// A read that is refused is taken apart in the round in which that is found out: nobody waits for the rest.
    @Test
    void theRestOfARefusedReadComesInTheSameRound() throws Exception {
        Answer refusal = new Response.Refusal(4, ExceptionCode.ILLEGAL_DATA_ADDRESS);
        start((_, request, _) -> read(request, RefusedReadsTest::touchesFrequency, refusal), ", every: 1m");
        await().untilAsserted(() -> assertThat(readings().value(VOLTAGE)).isEqualTo(100));
        assertThat(lengths.stream().filter(length -> length == 72)).hasSizeLessThanOrEqualTo(2);
    }

    /// Every request but each fourth is lost, as on a line that is disturbed.
    @Test
    void aDisturbedLineIsAWarning() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean disturbed = new AtomicBoolean(true);
        start(
                (_, request, _) -> disturbed.get() && asked.incrementAndGet() % 4 < 2
                        ? Answer.SILENCE
                        : read(request, (_, _) -> false, Answer.SILENCE),
                "");
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(troubles())
                        .anyMatch(trouble -> trouble.severity() == Trouble.Severity.WARNING
                                && trouble.field().equals("replies")
                                && trouble.example().contains("missed")));
        disturbed.set(false);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(troubles())
                        .noneMatch(trouble -> trouble.field().equals("replies")));
    }

    private Health.State state() {
        return house.polymeter().snapshot().links().stream()
                .filter(link -> link.name().equals("grid.poll"))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static boolean touchesFrequency(int address, int quantity) {
        return address <= FREQUENCY_REGISTER && address + quantity > FREQUENCY_REGISTER;
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 50})
    void theLongestReadCanBeSet(int most) throws Exception {
        start((_, request, _) -> read(request, (_, _) -> false, Answer.SILENCE), ", max-read: " + most);
        await().untilAsserted(() -> assertThat(readings().value(POWER)).isEqualTo(152));
        await().until(() -> lengths.size() > 20);
        assertThat(lengths).allMatch(length -> length <= most);
    }
}
