package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The server on a real pseudo-terminal, byte for byte.
@Timeout(10)
@Isolated("it measures on a serial line")
class RtuServerTest {

    private static final String READ_2_AT_5 = "01 03 0005 0002";
    private static final String REPLY_2_AT_5 = "01 03 04 1005 1006";
    private static final int NOT_HEARD_MILLIS = 60;

    private final SerialMemory memory = new SerialMemory();

    @Test
    void answersARequest() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            bus.send("09 04 0000 0001");
            bus.expect("09 04 02 1000");
        }
    }

    private static void awaitAlways(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aThreadThatHangsIsSeen() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        Duration most = Duration.ofMillis(800);
        try (var bus = new SerialBus((_, _, _) -> {
            hangs.countDown();
            awaitAlways(ends);
            return new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE);
        })) {
            bus.send("05 03 0005 0002");
            await().during(Duration.ofSeconds(1)).until(() -> bus.server.turns(most));
            bus.send(READ_2_AT_5);
            hangs.await();
            await().until(() -> !bus.server.turns(most));
            ends.countDown();
            await().until(() -> bus.server.turns(most));
        }
    }

    @Test
    void answersARequestThatComesByteByByte() throws Exception {
        try (var bus = new SerialBus(memory)) {
            String frame = SerialBus.frame(READ_2_AT_5);
            for (int i = 0; i < frame.length(); i += 2) {
                bus.sendRaw(frame.substring(i, i + 2));
            }
            bus.expect(REPLY_2_AT_5);
        }
    }

    @Test
    void answersTheRequestThatFollowsNoise() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.sendRaw("00 ff 55");
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            awaitStatistics(bus, s -> assertThat(s.noise()).isEqualTo(3));
        }
    }

    @Test
    void answersAlthoughADriverLeavesAByteBehindTheRequest() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.sendRaw(SerialBus.frame(READ_2_AT_5) + "00");
            bus.expect(REPLY_2_AT_5);
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
        }
    }

    @Test
    void followsTheTalkOfOthersWithoutAWord() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.send("02 03 0005 0002");
            // The other's answer holds a whole valid request to us.
            bus.send("02 03 08" + SerialBus.frame("01 06 0001 dead"));
            bus.send("02 06 0001 0002");
            bus.send("02 06 0001 0002");
            bus.expectSilence(NOT_HEARD_MILLIS);
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            awaitStatistics(bus, s -> assertThat(s.foreign()).isEqualTo(4));
            assertThat(memory.asked).hasSize(1);
        }
    }

    @Test
    void executesABroadcastAndSaysNothing() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.send("00 06 0007 4711");
            bus.send("00 03 0005 0002");
            bus.expectSilence(NOT_HEARD_MILLIS);
            assertThat(memory.register(7)).isEqualTo(0x4711);
            assertThat(memory.asked)
                    .containsExactly(new SerialMemory.Asked(0, new Request.WriteSingleRegister(7, 0x4711)));
            assertThat(bus.server.statistics().broadcasts()).isEqualTo(2);
        }
    }

    @Test
    void takesTheLongestWrite() throws Exception {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 123; i++) {
            values.append(String.format("%04x", 0xa000 + i));
        }
        try (var bus = new SerialBus(memory)) {
            bus.send("01 10 0064 007b f6" + values);
            bus.expect("01 10 0064 007b");
            assertThat(memory.register(100)).isEqualTo(0xa000);
            assertThat(memory.register(222)).isEqualTo(0xa000 + 122);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // unknown function codes, one of a known length and one that only silence ends
        "01 18 0001, 01 98 01",
        "01 41 01 02 03, 01 c1 01",
        // no such quantity
        "01 03 0000 007e, 01 83 03",
        // not served
        "01 03 03e7 0002, 01 83 02",
    })
    void refusesAndGoesOnListening(String request, String refusal) throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.send(request);
            bus.expect(refusal);
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
        }
    }

    @Test
    void neverExecutesAWriteWithAWrongCrc() throws Exception {
        try (var bus = new SerialBus(memory)) {
            String good = SerialBus.frame("01 06 0007 4711");
            for (int bit = 0; bit < good.length() * 4; bit++) {
                char digit = good.charAt(bit / 4);
                char wrong = Character.forDigit(Character.digit(digit, 16) ^ 1 << bit % 4, 16);
                bus.sendRaw(good.substring(0, bit / 4) + wrong + good.substring(bit / 4 + 1));
            }
            bus.expectSilence(NOT_HEARD_MILLIS);
            assertThat(memory.asked).isEmpty();
            assertThat(bus.server.statistics().crcErrors()).isPositive();
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
        }
    }

    @Test
    void answersOnlyTheLatestOfRequestsThatPiledUp() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.sendRaw(SerialBus.frame("01 03 0001 0001") + SerialBus.frame(READ_2_AT_5));
            bus.expect(REPLY_2_AT_5);
            assertThat(bus.server.statistics().late()).isEqualTo(1);
        }
    }

    @Test
    void sendsAnAnswerThatComesLaterButInTime() throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        try (var bus = new SerialBus(settings(), (_, _, _) -> new Answer.Later(answer))) {
            bus.send("01 06 0007 4711");
            awaitStatistics(bus, s -> assertThat(s.requests()).isEqualTo(1));
            answer.complete(new Response.WriteSingleRegister(7, 0x4711));
            bus.expect("01 06 0007 4711");
        }
    }

    @Test
    void dropsAnAnswerThatComesTooLate() throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        var settings = settings().withAnswerWithin(Duration.ofMillis(5));
        try (var bus = new SerialBus(settings, (_, _, _) -> new Answer.Later(answer))) {
            bus.send("01 06 0007 4711");
            awaitStatistics(bus, s -> assertThat(s.late()).isEqualTo(1));
            answer.complete(new Response.WriteSingleRegister(7, 0x4711));
            bus.expectSilence(NOT_HEARD_MILLIS);
            assertThat(bus.server.statistics().answered()).isZero();
        }
    }

    @Test
    void dropsAnAnswerWhenTheBusHasGoneOn() throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        try (var bus = new SerialBus(
                settings(),
                (_, request, peer) ->
                        request.functionCode() == 6 ? new Answer.Later(answer) : memory.handle(1, request, peer))) {
            bus.send("01 06 0007 4711");
            awaitStatistics(bus, s -> assertThat(s.requests()).isEqualTo(1));
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            answer.complete(new Response.WriteSingleRegister(7, 0x4711));
            bus.expectSilence(NOT_HEARD_MILLIS);
            assertThat(bus.server.statistics().late()).isEqualTo(1);
        }
    }

    @Test
    void staysSilentWhenTheHandlerDoes() throws Exception {
        try (var bus = new SerialBus((_, _, _) -> Answer.SILENCE)) {
            bus.send(READ_2_AT_5);
            bus.expectSilence(NOT_HEARD_MILLIS);
            assertThat(bus.server.statistics().silent()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhenTheHandlerFails() throws Exception {
        try (var bus = new SerialBus((_, _, _) -> {
            throw new IllegalStateException("a fault put here by a test");
        })) {
            bus.send(READ_2_AT_5);
            bus.expect("01 83 04");
        }
    }

    @Test
    void keepsTheTurnaroundItIsGiven() throws Exception {
        var turnaround = Duration.ofMillis(30);
        try (var bus = new SerialBus(settings().withTurnaround(turnaround), memory)) {
            long asked = System.nanoTime();
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(turnaround.toNanos());
            awaitStatistics(bus, s -> assertThat(s.turnaround().last()).isGreaterThanOrEqualTo(turnaround.toNanos()));
        }
    }

    @Test
    void swallowsItsOwnEcho() throws Exception {
        try (var bus = new SerialBus(memory)) {
            for (int round = 0; round < 3; round++) {
                bus.send(READ_2_AT_5);
                bus.expect(REPLY_2_AT_5);
                bus.send(REPLY_2_AT_5);
                bus.send("01 06 0007 4711");
                bus.expect("01 06 0007 4711");
                bus.send("01 06 0007 4711");
                bus.expectSilence(NOT_HEARD_MILLIS);
            }
            assertThat(memory.asked).hasSize(6);
            assertThat(bus.server.statistics().echoes()).isEqualTo(6);
            assertThat(bus.server.statistics().noise()).isZero();
        }
    }

    @Test
    void takesARepeatedWriteForWhatItIsOnceItKnowsThatNothingEchoes() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            for (int round = 0; round < 3; round++) {
                bus.send("01 06 0007 4711");
                bus.expect("01 06 0007 4711");
            }
            assertThat(memory.asked).hasSize(4);
        }
    }

    @Test
    void reportsThatThePortVanishedAndServesItAgainWhenItIsBack() throws Exception {
        try (var bus = new SerialBus(memory)) {
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
            bus.pty.close();
            assertThat(bus.failure())
                    .isInstanceOfSatisfying(
                            SerialException.class,
                            e -> assertThat(e.reason()).isEqualTo(SerialException.Reason.VANISHED));
        }
        try (var bus = new SerialBus(memory)) {
            bus.send(READ_2_AT_5);
            bus.expect(REPLY_2_AT_5);
        }
    }

    @Test
    void theSameServerFollowsALinkToTheDeviceThatIsPluggedInAgain() throws Exception {
        var directory = Files.createTempDirectory("by-id");
        var link = directory.resolve("usb-adapter-port0");
        var server = new RtuServer(SerialOpener.system(), link.toString(), settings(), memory);
        for (int round = 0; round < 2; round++) {
            Files.deleteIfExists(link);
            CompletableFuture<Throwable> end;
            try (Pty pty = Pty.open()) {
                Files.createSymbolicLink(link, pty.device());
                end = runInBackground(server);
                new RtuClient(pty.master(), RtuClient.Settings.of(SerialBus.PARAMETERS))
                        .send(1, new Request.ReadHoldingRegisters(5, 2));
            }
            assertThat(end.join()).isInstanceOf(SerialException.class);
        }
        assertThat(server.statistics().answered()).isEqualTo(2);
        Files.delete(link);
        Files.delete(directory);
    }

    @Test
    void theTableOfTurnaroundsCoversAllReplies() throws Exception {
        try (var bus = new SerialBus(memory)) {
            for (int i = 0; i < 50; i++) {
                bus.send(READ_2_AT_5);
                bus.expect(REPLY_2_AT_5);
            }
            awaitStatistics(bus, s -> assertThat(s.answered()).isEqualTo(50));
            var turnaround = bus.server.statistics().turnaround();
            assertThat(turnaround.counts().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(50);
            assertThat(turnaround.quantile(0.5)).isPositive().isLessThanOrEqualTo(turnaround.quantile(1));
            assertThat(turnaround.quantile(1)).isEqualTo(turnaround.most());
        }
    }

    private static CompletableFuture<Throwable> runInBackground(RtuServer server) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                server.run();
            } catch (IOException | InterruptedException e) {
                end.complete(e);
            }
        });
        return end;
    }

    private static RtuSettings settings() {
        return SerialBus.patient(unit -> unit == 1);
    }

    private static void awaitStatistics(SerialBus bus, Consumer<RtuStatistics> condition) {
        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> condition.accept(bus.server.statistics()));
    }
}
