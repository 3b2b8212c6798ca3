package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// The client at a pseudo-terminal's device; the test, or our server, at the other end.
@Timeout(10)
@Isolated("it measures on a serial line")
class RtuClientTest {

    private static final Request READ_2_AT_5 = new Request.ReadHoldingRegisters(5, 2);
    private static final Response REPLY_2_AT_5 = new Response.ReadRegisters(3, Words.of(0x1005, 0x1006));
    private static final Duration SHORT = Duration.ofMillis(120);

    private Pty pty;
    private SerialLine device;

    @BeforeEach
    void open() throws IOException {
        pty = Pty.open();
        device = SerialOpener.system().open(pty.device().toString(), SerialBus.PARAMETERS);
    }

    @AfterEach
    void close() throws IOException {
        device.close();
        pty.close();
    }

    @Test
    void exchangesEverythingWithOurServer() throws Exception {
        SerialMemory memory = new SerialMemory();
        serve(memory);
        try (var master = master(Duration.ofSeconds(2))) {
            assertThat(master.send(1, READ_2_AT_5)).isEqualTo(REPLY_2_AT_5);
            int[] values = IntStream.range(0, 123).map(i -> 0xb000 + i).toArray();
            assertThat(master.send(1, new Request.WriteMultipleRegisters(100, Words.of(values))))
                    .isEqualTo(new Response.WriteMultiple(16, 100, 123));
            assertThat(master.send(1, new Request.ReadInputRegisters(100, 123)))
                    .isEqualTo(new Response.ReadRegisters(4, Words.of(values)));
            assertThat(master.send(1, new Request.WriteSingleRegister(7, 0x4711)))
                    .isEqualTo(new Response.WriteSingleRegister(7, 0x4711));
            assertThat(master.send(1, new Request.ReadHoldingRegisters(990, 20)))
                    .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        }
    }

    @Test
    void takesTurnsWhenManyThreadsAsk() throws Exception {
        serve(new SerialMemory());
        try (var master = master(Duration.ofSeconds(2));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> replies = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> master.send(1, new Request.ReadHoldingRegisters(i, 1))))
                    .toList();
            for (int i = 0; i < replies.size(); i++) {
                assertThat(replies.get(i).get()).isEqualTo(new Response.ReadRegisters(3, Words.of(0x1000 + i)));
            }
        }
    }

    @Test
    void neverTakesTheReplyOfAnotherUnitOrFunction() throws Exception {
        try (var master = master(Duration.ofSeconds(2))) {
            var reply = ask(master, 1, READ_2_AT_5);
            awaitRequest();
            answer("02 03 04 dead beef");
            answer("01 04 04 dead beef");
            answer("01 03 02 dead");
            answer("01 03 04 1005 1006");
            assertThat(reply.get()).isEqualTo(REPLY_2_AT_5);
            assertThat(master.deviations()).extracting(Deviation::kind).containsExactly(Deviation.Kind.FOREIGN_REPLY);
        }
    }

    @Test
    void neverTakesAReplyWithAWrongCrc() throws Exception {
        try (var master = master(SHORT)) {
            var reply = ask(master, 1, READ_2_AT_5);
            awaitRequest();
            answerRaw(SerialBus.frame("01 03 04 1005 1006").replace("1005", "1004"));
            assertThatThrownBy(reply::get)
                    .hasCauseInstanceOf(NoResponseException.class)
                    .hasMessageContaining("CRC");
            assertThat(master.deviations()).extracting(Deviation::kind).containsExactly(Deviation.Kind.WRONG_CHECKSUM);
        }
    }

    @Test
    void neverTakesALateReplyForTheNextOne() throws Exception {
        try (var master = master(SHORT)) {
            var first = ask(master, 1, new Request.ReadHoldingRegisters(0, 2));
            awaitRequest();
            assertThatThrownBy(first::get).hasCauseInstanceOf(NoResponseException.class);
            answer("01 03 04 dead beef");
            var second = ask(master, 1, READ_2_AT_5);
            // First something whose reply looks different: a late one that comes now does not fit.
            assertThat(awaitRequest()).startsWith("01 03 00 05 00 01".replace(" ", ""));
            answer("01 03 04 dead beef");
            answer("01 03 02 1005");
            awaitRequest();
            answer("01 03 04 1005 1006");
            assertThat(second.get()).isEqualTo(REPLY_2_AT_5);
        }
    }

    @Test
    void neverTakesACopyOfAReplyForTheNextOne() throws Exception {
        try (var master = master(Duration.ofSeconds(2))) {
            var first = ask(master, 1, new Request.ReadHoldingRegisters(0, 2));
            awaitRequest();
            answer("01 03 04 dead beef");
            first.get();
            var second = ask(master, 1, READ_2_AT_5);
            awaitRequest();
            answer("01 03 04 dead beef");
            answer("01 03 04 1005 1006");
            assertThat(second.get()).isEqualTo(REPLY_2_AT_5);
            // What really is the same is taken when it comes for a second request, too, and nothing else does.
            var third = ask(master, 1, new Request.ReadHoldingRegisters(9, 2));
            awaitRequest();
            answer("01 03 04 1005 1006");
            awaitRequest();
            answer("01 03 04 1005 1006");
            assertThat(third.get()).isEqualTo(REPLY_2_AT_5);
            // A copy alone is none of both times.
            var fourth = ask(master, 1, new Request.ReadHoldingRegisters(7, 2));
            awaitRequest();
            answer("01 03 04 1005 1006");
            awaitRequest();
            answer("01 03 04 0001 0002");
            assertThat(fourth.get()).isEqualTo(new Response.ReadRegisters(3, Words.of(1, 2)));
        }
    }

    @Test
    void asksOthersWhileALateReplyIsFeared() throws Exception {
        try (var master = master(SHORT)) {
            var first = ask(master, 1, new Request.ReadHoldingRegisters(0, 2));
            awaitRequest();
            assertThatThrownBy(first::get).hasCauseInstanceOf(NoResponseException.class);
            var again = ask(master, 1, READ_2_AT_5);
            var other = ask(master, 2, READ_2_AT_5);
            assertThat(awaitRequest()).startsWith("02");
            answer("02 03 04 1005 1006");
            assertThat(other.get()).isEqualTo(REPLY_2_AT_5);
            assertThat(awaitRequest()).startsWith("01");
            answer("01 03 02 1005");
            awaitRequest();
            answer("01 03 04 1005 1006");
            assertThat(again.get()).isEqualTo(REPLY_2_AT_5);
        }
    }

    @Test
    void saysWhoDidNotAnswer() {
        try (var master = master(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> master.send(7, READ_2_AT_5))
                    .isInstanceOf(NoResponseException.class)
                    .hasMessage("unit 7 on " + pty.device() + " did not answer function 3 within 20 ms");
        }
    }

    @Test
    void ignoresItsOwnEcho() throws Exception {
        try (var master = master(Duration.ofSeconds(2))) {
            for (int round = 0; round < 3; round++) {
                var reply = ask(master, 1, READ_2_AT_5);
                answerRaw(awaitRequest());
                answer("01 03 04 1005 1006");
                assertThat(reply.get()).isEqualTo(REPLY_2_AT_5);
            }
            assertThat(master.deviations())
                    .as("tolerated, counted, and told")
                    .singleElement()
                    .satisfies(echo -> assertThat(echo.kind()).isEqualTo(Deviation.Kind.ECHO))
                    .satisfies(echo -> assertThat(echo.count()).isEqualTo(3));
            // The adapter is known to echo by now: the copy of a write is not the confirmation of the device.
            var write = ask(master, 1, new Request.WriteSingleRegister(7, 0x4711));
            answerRaw(awaitRequest());
            answer("01 86 02");
            assertThat(write.get()).isEqualTo(new Response.Refusal(6, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        }
    }

    @Test
    void pausesBetweenRequests() throws Exception {
        serve(new SerialMemory());
        Duration pause = Duration.ofMillis(40);
        var settings = RtuClient.Settings.of(SerialBus.PARAMETERS).withPause(pause);
        try (var master = new RtuClient(device, settings)) {
            master.send(1, READ_2_AT_5);
            long since = System.nanoTime();
            master.send(1, READ_2_AT_5);
            master.send(1, READ_2_AT_5);
            assertThat(System.nanoTime() - since).isGreaterThan(pause.toNanos() * 3 / 2);
        }
    }

    @Test
    void failsWhenThePortVanishes() throws Exception {
        try (var master = master(Duration.ofSeconds(5))) {
            var reply = ask(master, 1, READ_2_AT_5);
            awaitRequest();
            pty.close();
            assertThatThrownBy(reply::get).hasCauseInstanceOf(SerialException.class);
        }
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        try (var master = master(Duration.ofSeconds(5))) {
            Thread thread = Thread.startVirtualThread(() -> {
                try {
                    master.send(1, READ_2_AT_5);
                } catch (IOException | InterruptedException e) {
                    end.complete(e);
                }
            });
            awaitRequest();
            thread.interrupt();
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
        }
    }

    private RtuClient master(Duration timeout) {
        return new RtuClient(device, RtuClient.Settings.of(SerialBus.PARAMETERS).withTimeout(timeout));
    }

    private static Future<Response> ask(ModbusClient master, int unit, Request request) {
        CompletableFuture<Response> reply = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                reply.complete(master.send(unit, request));
            } catch (IOException | InterruptedException | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    /// The next request of eight bytes, in hexadecimal.
    private String awaitRequest() throws IOException {
        return SerialBus.read(pty.master(), 8, 2_000);
    }

    private void answer(String hex) throws IOException {
        answerRaw(SerialBus.frame(hex));
    }

    private void answerRaw(String hex) throws IOException {
        SerialBus.write(pty.master(), hex);
    }

    /// Our server at the master's end of the cable.
    private void serve(SerialMemory memory) {
        var service = new RtuServerLine.Service(SerialBus.patient(unit -> unit == 1), memory, new LiveRtuStatistics());
        var slave = new RtuServerLine(pty.master(), new RtuPeer("test"), service);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                slave.serve(() -> false);
            } catch (IOException _) {
                // The test is over.
            }
        });
    }
}
