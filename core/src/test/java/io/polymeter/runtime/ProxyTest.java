package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.OutputStatistics;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.transport.ModbusClient;
import io.polymeter.modbus.transport.TcpListener;
import io.polymeter.modbus.transport.TcpServer;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many clients share a device's only connection.
class ProxyTest {

    private static final Response HELD = new Response.ReadRegisters(3, House.stamped(0, 100, 2));

    private record Seen(int unit, Request request) {}

    @TempDir
    private Path directory;

    private final int port = House.freePort();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Response> held = new CompletableFuture<>();
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
                  box: { profile: ./box.yaml, modbus: { poll: "tcp://127.0.0.1:%d", timeout: 500ms } }
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

    private static OutputStatistics statistics(House house) {
        return house.output("shared").statistics();
    }

    @Test
    void unitsAndAnswersAndRefusalsAreTheDevicesOwn() throws Exception {
        try (House house = house("");
                ModbusClient client = House.client(port)) {
            assertThat(House.read(client, 1, 10, 3))
                    .isEqualTo(new Response.ReadRegisters(3, House.stamped(1000, 10, 3)));
            assertThat(House.read(client, 7, 10, 3))
                    .isEqualTo(new Response.ReadRegisters(3, House.stamped(7000, 10, 3)));
            assertThat(House.read(client, 1, 5000, 1))
                    .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
            assertThat(House.read(client, 1, 666, 1)).isEqualTo(new Response.VendorRefusal(3, 66));
            await().until(() -> statistics(house).refusals() == 2);
            OutputStatistics all = statistics(house);
            assertThat(all.requests()).isEqualTo(4);
            assertThat(all.served()).isEqualTo(2);
            assertThat(all.refused()).containsOnly(java.util.Map.entry("device", 2L));
            assertThat(all.clients()).singleElement().satisfies(one -> {
                assertThat(one.name()).isEqualTo("127.0.0.1");
                assertThat(one.requests()).isEqualTo(4);
                assertThat(one.served()).isEqualTo(2);
                assertThat(one.refused()).isEqualTo(2);
                assertThat(one.mostNanos()).isPositive();
            });
        }
    }

    @Test
    void thoseWhoAskTheSameWhileTheDeviceAnswersHaveOneExchangeTogether() throws Exception {
        try (House house = house("")) {
            List<Future<Response>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(clients.submit(() -> {
                    try (ModbusClient client = House.client(port)) {
                        return House.read(client, 1, 100, 2);
                    }
                }));
            }
            await().until(() -> house.link("shared.proxy").counters().getOrDefault("waiting", 0L) == 6);
            held.complete(HELD);
            for (Future<Response> answer : answers) {
                assertThat(answer.get()).isEqualTo(HELD);
            }
            assertThat(asked(100)).isEqualTo(1);
            await().until(() -> statistics(house).clients().getFirst().shared() == 5);
            assertThat(house.link("shared.proxy").counters()).containsEntry("waiting", 0L);
        }
    }

    @Test
    void whatIsWrittenIsRefusedUnlessTheProfileMarksItAndItIsAllowed() throws Exception {
        try (House _ = house("");
                ModbusClient client = House.client(port)) {
            for (Request write : List.of(
                    new Request.WriteSingleRegister(1, 5),
                    new Request.WriteSingleCoil(1, true),
                    new Request.MaskWriteRegister(1, 0, 1))) {
                assertThat(client.send(1, write))
                        .isEqualTo(new Response.Refusal(write.functionCode(), ExceptionCode.ILLEGAL_FUNCTION));
            }
        }
        try (House _ = house(", writes: profile");
                ModbusClient client = House.client(port)) {
            assertThat(client.send(1, new Request.WriteSingleRegister(1, 5)))
                    .isEqualTo(new Response.WriteSingleRegister(1, 5));
            assertThat(client.send(1, new Request.WriteSingleRegister(0, 5)))
                    .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_DATA_ADDRESS));
            assertThat(client.send(2, new Request.WriteSingleRegister(1, 5)))
                    .as("no profile speaks of unit 2")
                    .isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_FUNCTION));
            assertThat(client.send(1, new Request.MaskWriteRegister(1, 0, 1)))
                    .isEqualTo(new Response.Refusal(22, ExceptionCode.ILLEGAL_FUNCTION));
        }
        assertThat(seen.stream().filter(each -> each.request().functionCode() != 3))
                .containsExactly(new Seen(1, new Request.WriteSingleRegister(1, 5)));
    }

    @Test
    void aSilentUnitIsRefusedWithElevenAndHoldsUpNobodyForLong() throws Exception {
        try (House house = house("");
                ModbusClient client = House.client(port)) {
            Response nobody = new Response.Refusal(3, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
            long before = System.nanoTime();
            assertThat(House.read(client, 9, 10, 1)).isEqualTo(nobody);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
            for (int i = 0; i < 20; i++) {
                assertThat(House.read(client, 9, i, 1)).isEqualTo(nobody);
                assertThat(House.read(client, 1, i, 1)).isInstanceOf(Response.ReadRegisters.class);
            }
            assertThat(seen.stream().filter(each -> each.unit() == 9)).hasSizeLessThan(10);
            assertThat(house.link("shared.proxy").counters()).containsKey("not-asked");
            assertThat(statistics(house).refused()).containsEntry("no-answer", 21L);
        }
    }

    @Test
    void anAnswerIsGivenOnceMoreWhileItIsYoungAndNoMoreAfterAWrite() throws Exception {
        try (House house = house(", cache: 10s, writes: profile");
                ModbusClient client = House.client(port);
                ModbusClient other = House.client(port)) {
            for (int i = 0; i < 5; i++) {
                assertThat(House.read(client, 1, 20, 2)).isEqualTo(House.read(other, 1, 20, 2));
            }
            assertThat(asked(20)).isEqualTo(1);
            await().until(() -> statistics(house).clients().getFirst().shared() == 9);
            client.send(1, new Request.WriteSingleRegister(1, 5));
            House.read(client, 1, 20, 2);
            assertThat(asked(20)).isEqualTo(2);
        }
    }

    @Test
    void aDeviceThatIsGoneIsElevenAndComesBackByItself() throws Exception {
        try (House house = house("");
                ModbusClient client = House.client(port)) {
            assertThat(House.read(client, 1, 10, 1)).isInstanceOf(Response.ReadRegisters.class);
            device.close();
            Response nobody = new Response.Refusal(3, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
            assertThat(House.read(client, 1, 10, 1)).isEqualTo(nobody);
            assertThat(House.read(client, 1, 11, 1)).isEqualTo(nobody);
            assertThat(house.link("shared.proxy").reason()).contains("connection refused");
            try (TcpServer again = TcpServer.open()) {
                again.listen(TcpListener.plain(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), devicePort), this::answer));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> House.read(client, 1, 10, 1) instanceof Response.ReadRegisters);
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
                .anyMatch(line -> line.startsWith("outputs.a.profile has no meaning with 'proxy'"))
                .anyMatch(line -> line.startsWith("outputs.a.when-stale has no meaning with 'proxy'"))
                .anyMatch(line -> line.startsWith("outputs.b.modbus.unit has no meaning with 'proxy'"))
                .anyMatch(line -> line.startsWith("outputs.b.modbus.cache at most 10s"))
                .anyMatch(line -> line.startsWith("outputs.c.modbus.cache has no meaning without 'proxy'"))
                .anyMatch(line -> line.contains("127.0.0.1:1503 is taken by outputs.b.modbus.proxy"))
                .hasSize(6);
    }
}
