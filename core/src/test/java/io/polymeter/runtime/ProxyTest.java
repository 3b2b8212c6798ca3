package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.OutputStatistics;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many clients share a device's only connection.
/// Planned by `ProxyPlan`, asked at a `ProxyServer`, served in turns by its `ProxyLink`.
class ProxyTest {

    private static final Response HELD = new Response.ReadRegisters(3, House.stamped(0, 100, 2));

    private record Seen(int unit, Request request) {}

    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    /// Requests that were asked again.
    private final AtomicInteger missed = new AtomicInteger();

    private final int port = House.freePort();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Response> held = new CompletableFuture<>();
    private final TcpServer device = TcpServer.open();
    private final int devicePort = device.listen(
                    TcpListener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer))
            .localAddress()
            .getPort();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    ProxyTest() throws IOException {}

    @BeforeEach
    void profile() throws IOException {
        Files.writeString(directory.resolve("box.yaml"), """
            id: box
            title: A device
            modbus: { unit: 1 }
            groups: { live: { fresh-for: 1m, every: 1h } }
            spans: [ { at: 0, count: 2, group: live } ]
            registers:
              - { at: 0, as: u16, name: State }
              - { at: 1, as: u16, name: Limit, access: write }
            """);
    }

    @AfterEach
    void close() {
        clients.close();
        device.close();
    }

    /// Unit 9 is silent, register 100 is held back, 666 refuses with a code of its own.
    private Answer answer(int unit, Request request, io.polymeter.modbus.Peer peer) {
        seen.add(new Seen(unit, request));
        if (unit == 9) {
            return Answer.SILENCE;
        }
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int _) when address == 100 -> new Answer.Later(held);
            case Request.ReadHoldingRegisters(int address, int _)
            when address == 666 -> new Response.VendorRefusal(3, 66);
            case Request.ReadHoldingRegisters(int address, int count)
            when address + count <= 5000 -> new Response.ReadRegisters(3, House.stamped(unit * 1000, address, count));
            case Request.WriteSingleRegister(int address, int value) ->
                new Response.WriteSingleRegister(address, value);
            default -> new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_DATA_ADDRESS);
        };
    }

    private House house(String proxy) {
        House house = new House(directory, """
            meters:
              box: { profile: ./box.yaml, modbus: { poll: "tcp://127.0.0.1:%d", timeout: 2s } }
            outputs:
              shared: { meter: box, modbus: { proxy: "tcp://127.0.0.1:%d"%s } }
            """.formatted(devicePort, port, proxy));
        await().until(() -> house.link("tcp://127.0.0.1:" + port).reason().equals("listens") && !seen.isEmpty());
        return house;
    }

    private long asked(int address) {
        return seen.stream()
                .filter(each -> each.request() instanceof Request.ReadHoldingRegisters(int at, int _) && at == address)
                .count();
    }

    /// Asks on a connection of its own, and patiently: a loaded machine is no fault of the device. Where the device
    /// missed its time on the way, asks again.
    private Response ask(int unit, Request request) throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            Response response = once(unit, request);
            if (!response.equals(nobody(request)) || attempt == 20) {
                return response;
            }
            missed.incrementAndGet();
        }
    }

    private Response once(int unit, Request request) throws IOException, InterruptedException {
        ClientSettings settings = ClientSettings.of("127.0.0.1", port).waiting(PATIENT, PATIENT);
        try (ModbusClient client = new TcpClient(settings, Connector.system(), Ticker.SYSTEM)) {
            return client.send(unit, request);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENT);
    }

    private static Response nobody(Request request) {
        return new Response.Refusal(request.functionCode(), ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
    }

    private static Request read(int address, int count) {
        return new Request.ReadHoldingRegisters(address, count);
    }

    private static OutputStatistics statistics(House house) {
        return house.output("shared").statistics();
    }

    @Test
    void unitsAndAnswersAndRefusalsAreTheDevicesOwn() throws Exception {
        try (House house = house("")) {
            assertThat(ask(1, read(10, 3))).isEqualTo(new Response.ReadRegisters(3, House.stamped(1000, 10, 3)));
            assertThat(ask(7, read(10, 3))).isEqualTo(new Response.ReadRegisters(3, House.stamped(7000, 10, 3)));
            assertThat(ask(1, read(5000, 1))).isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
            assertThat(ask(1, read(666, 1))).isEqualTo(new Response.VendorRefusal(3, 66));
            int asked = 4 + missed.get();
            await().until(() -> statistics(house).refusals() == asked - 2);
            OutputStatistics all = statistics(house);
            assertThat(all.requests()).isEqualTo(asked);
            assertThat(all.served()).isEqualTo(2);
            assertThat(all.refused()).containsEntry("device", 2L);
            assertThat(all.clients()).singleElement().satisfies(one -> {
                assertThat(one.name()).isEqualTo("127.0.0.1");
                assertThat(one.requests()).isEqualTo(asked);
                assertThat(one.served()).isEqualTo(2);
                assertThat(one.refused()).isEqualTo(asked - 2);
                assertThat(one.mostNanos()).isPositive();
            });
        }
    }

    @Test
    void thoseWhoAskTheSameWhileTheDeviceAnswersHaveOneExchangeTogether() throws Exception {
        try (House house = house("")) {
            List<Response> answers = together(house);
            // The device's time may have been up before all had come, on a loaded machine.
            for (int attempt = 0; answers.contains(nobody(read(100, 2))) && attempt < 20; attempt++) {
                held = new CompletableFuture<>();
                seen.clear();
                answers = together(house);
            }
            assertThat(answers).hasSize(6).containsOnly(HELD);
            assertThat(asked(100)).isEqualTo(1);
            await().until(() -> statistics(house).clients().getFirst().shared() >= 5);
            await().until(() -> house.link("shared.proxy").gauges().getOrDefault("waiting", 1L) == 0);
        }
    }

    private List<Response> together(House house) throws Exception {
        List<Future<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(clients.submit(() -> once(1, read(100, 2))));
        }
        await().until(() -> house.link("shared.proxy").gauges().getOrDefault("waiting", 0L) == 6
                || answers.stream().anyMatch(Future::isDone));
        held.complete(HELD);
        List<Response> responses = new ArrayList<>();
        for (Future<Response> answer : answers) {
            responses.add(answer.get());
        }
        return responses;
    }

    @Test
    void whatIsWrittenIsRefusedUnlessTheProfileMarksItAndItIsAllowed() throws Exception {
        try (House _ = house("")) {
            for (Request write : List.of(
                    new Request.WriteSingleRegister(1, 5),
                    new Request.WriteSingleCoil(1, true),
                    new Request.MaskWriteRegister(1, 0, 1))) {
                assertThat(ask(1, write))
                        .isEqualTo(new Response.Refusal(write.functionCode(), ExceptionCode.ILLEGAL_FUNCTION));
            }
        }
        try (House _ = house(", writes: profile")) {
            assertThat(ask(1, new Request.WriteSingleRegister(1, 5))).isEqualTo(new Response.WriteSingleRegister(1, 5));
            assertThat(ask(1, new Request.WriteSingleRegister(0, 5)))
                    .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_DATA_ADDRESS));
            assertThat(ask(2, new Request.WriteSingleRegister(1, 5)))
                    .as("no profile speaks of unit 2")
                    .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_FUNCTION));
            assertThat(ask(1, new Request.MaskWriteRegister(1, 0, 1)))
                    .isEqualTo(new Response.Refusal(22, ExceptionCode.ILLEGAL_FUNCTION));
        }
        assertThat(seen.stream().filter(each -> each.request().functionCode() != 3))
                .containsExactly(new Seen(1, new Request.WriteSingleRegister(1, 5)));
    }

    @Test
    void aSilentUnitIsRefusedWithElevenAndHoldsUpNobodyForLong() throws Exception {
        try (House house = house("")) {
            Response nobody = nobody(read(10, 1));
            long before = System.nanoTime();
            assertThat(once(9, read(10, 1))).isEqualTo(nobody);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
            for (int i = 0; i < 20; i++) {
                assertThat(once(9, read(i, 1))).isEqualTo(nobody);
                assertThat(ask(1, read(i, 1))).isInstanceOf(Response.ReadRegisters.class);
            }
            assertThat(seen.stream().filter(each -> each.unit() == 9)).hasSizeLessThan(10);
            assertThat(house.link("shared.proxy").counters()).containsKey("not-asked");
            assertThat(statistics(house).refused()).containsEntry("no-answer", 21L + missed.get());
        }
    }

    @Test
    void anAnswerIsGivenOnceMoreWhileItIsYoungAndNoMoreAfterAWrite() throws Exception {
        try (House house = house(", cache: 10s, writes: profile")) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(1, read(20, 2))).isEqualTo(ask(1, read(20, 2)));
            }
            assertThat(asked(20)).isLessThanOrEqualTo(1 + missed.get());
            await().until(() -> statistics(house).clients().getFirst().shared() == 9);
            long before = asked(20);
            ask(1, new Request.WriteSingleRegister(1, 5));
            ask(1, read(20, 2));
            assertThat(asked(20)).isGreaterThan(before);
        }
    }

    @Test
    void aDeviceThatIsGoneIsElevenAndComesBackByItself() throws Exception {
        try (House house = house("")) {
            assertThat(ask(1, read(10, 1))).isInstanceOf(Response.ReadRegisters.class);
            device.close();
            assertThat(once(1, read(10, 1))).isEqualTo(nobody(read(10, 1)));
            assertThat(once(1, read(11, 1))).isEqualTo(nobody(read(10, 1)));
            assertThat(house.link("shared.proxy").reason()).contains("connection refused");
            try (TcpServer again = TcpServer.open()) {
                again.listen(TcpListener.plain(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), devicePort), this::answer));
                await().until(() -> once(1, read(10, 1)) instanceof Response.ReadRegisters);
                assertThat(house.link("shared.proxy").reason()).startsWith("shares the connection");
            }
        }
    }

    @Test
    void whatHasNoMeaningForAProxyIsAnError() {
        assertThat(House.problems(directory, """
            meters:
              box: { profile: ./box.yaml, modbus: { poll: "tcp://127.0.0.1" } }
            outputs:
              a: { meter: box, profile: kostal-ksem, when-stale: hold, modbus: { proxy: "tcp://127.0.0.1:1502" } }
              b: { meter: box, modbus: { proxy: "tcp://127.0.0.1:1503", unit: 3, cache: 1m } }
              c: { meter: box, modbus: { serve: "tcp://127.0.0.1:1504", cache: 1s } }
              d: { meter: box, modbus: { serve: "tcp://127.0.0.1:1503" } }
            """))
                .extracting(problem -> problem.path() + " " + problem.message())
                .anyMatch(line -> line.startsWith("outputs.a.profile cannot be combined with 'proxy'"))
                .anyMatch(line -> line.startsWith("outputs.a.when-stale cannot be combined with 'proxy'"))
                .anyMatch(line -> line.startsWith("outputs.b.modbus.unit cannot be combined with 'proxy'"))
                .anyMatch(line -> line.startsWith("outputs.b.modbus.cache at most 10s"))
                .anyMatch(line -> line.startsWith("outputs.c.modbus.cache requires 'proxy'"))
                .anyMatch(line -> line.contains("127.0.0.1:1503 is taken by outputs.b.modbus.proxy"))
                .hasSize(6);
    }
}
