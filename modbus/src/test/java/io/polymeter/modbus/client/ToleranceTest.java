package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.server.Loopback;
import io.polymeter.modbus.server.TestRegisters;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices and gateways as they are found: what cannot be mistaken is an answer and is counted, what could be is none.
class ToleranceTest {

    private static final Request ASK = new Request.ReadHoldingRegisters(100, 2);
    private static final Request OTHER = new Request.ReadHoldingRegisters(300, 2);
    private static final Response ANSWER = TestRegisters.at(3, 7, 100, 2);
    private static final Response OTHER_ANSWER = TestRegisters.at(3, 7, 300, 2);
    private static final Duration SHORT = Duration.ofMillis(400);

    private static TcpClient client(HostileServer server) {
        ClientSettings settings = Loopback.settings(server.port())
                .waiting(Duration.ofSeconds(5), SHORT)
                .waitingFully();
        return new TcpClient(settings, Connector.system(), Ticker.SYSTEM);
    }

    private static Map<Deviation.Kind, Integer> deviations(TcpClient client) {
        return client.deviations().stream().collect(Collectors.toMap(Deviation::kind, Deviation::detail));
    }

    /// What the server makes of the right reply to each request.
    @FunctionalInterface
    interface Change {
        byte[] apply(byte[] reply);
    }

    private static HostileServer always(Change change) throws IOException {
        return new HostileServer((_, socket) -> {
            while (true) {
                socket.getOutputStream().write(change.apply(HostileServer.reply(Loopback.frame(socket))));
            }
        });
    }

    private static byte[] around(byte[] before, byte[] reply, byte[] behind) {
        byte[] all = new byte[before.length + reply.length + behind.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(reply, 0, all, before.length, reply.length);
        System.arraycopy(behind, 0, all, before.length + reply.length, behind.length);
        return all;
    }

    @Test
    void anExceptionWithALengthOneTooLongIsAnException() throws Exception {
        try (HostileServer server = always(reply -> new byte[] {reply[0], reply[1], 0, 0, 0, 4, 7, (byte) 0x83, 2});
                TcpClient client = client(server)) {
            Response refusal = new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            assertThat(client.send(7, ASK)).isEqualTo(refusal);
            assertThat(client.send(7, OTHER)).isEqualTo(refusal);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(deviations(client)).containsEntry(Deviation.Kind.WRONG_LENGTH, 4);
        }
    }

    @Test
    void anExceptionWithoutItsFunctionIsAnException() throws Exception {
        try (HostileServer server = always(reply -> new byte[] {reply[0], reply[1], 0, 0, 0, 3, 7, (byte) 0x80, 4});
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE));
            assertThat(deviations(client)).containsEntry(Deviation.Kind.EXCEPTION_WITHOUT_FUNCTION, 4);
        }
    }

    @ParameterizedTest
    @CsvSource({"'',00", "'',0d0a", "00,''", "0000,''", "ff,ff", "'',00000000000000000000"})
    void surplusBytesAreNoReply(String before, String behind) throws Exception {
        try (HostileServer server = always(reply -> around(Loopback.bytes(before), reply, Loopback.bytes(behind)));
                TcpClient client = client(server)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
                assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(deviations(client)).containsKey(Deviation.Kind.SURPLUS_BYTES);
        }
    }

    @Test
    void aReplySentTwiceIsOneReply() throws Exception {
        try (HostileServer server = always(reply -> around(reply, reply, new byte[0]));
                TcpClient client = client(server)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
                assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, -1, 0x8000})
    void aConstantShiftOfTransactionIdsIsLearned(int shift) throws Exception {
        try (HostileServer server = always(reply -> {
                    int id = (reply[0] & 0xff) << 8 | reply[1] & 0xff;
                    reply[0] = (byte) (id + shift >>> 8);
                    reply[1] = (byte) (id + shift);
                    return reply;
                });
                TcpClient client = client(server)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
                assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(deviations(client)).containsEntry(Deviation.Kind.OTHER_TRANSACTION, (int) (short) shift);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 77})
    void oneTransactionIdForAllRepliesIsLearned(int id) throws Exception {
        try (HostileServer server = always(reply -> {
                    reply[0] = 0;
                    reply[1] = (byte) id;
                    return reply;
                });
                TcpClient client = client(server)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
                assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255})
    void anAnswerInAnotherUnitsNameIsAnAnswerAndSaysWhatToSet(int unit) throws Exception {
        try (HostileServer server = always(reply -> {
                    reply[6] = (byte) unit;
                    return reply;
                });
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.deviations())
                    .containsExactly(new Deviation(Deviation.Kind.OTHER_UNIT, 1, unit))
                    .first()
                    .extracting(deviation -> deviation.wording().text())
                    .asString()
                    .isEqualTo("answers as unit " + unit + ": set `unit: " + unit + "`");
        }
    }

    /// The late reply comes while the next request, which looks the same, is open.
    @Test
    void aLateReplyIsDroppedAndTheConnectionLivesOn() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> {
                    HostileServer.answer(socket);
                    byte[] late = HostileServer.reply(Loopback.frame(socket));
                    byte[] next = HostileServer.reply(Loopback.frame(socket));
                    socket.getOutputStream().write(around(late, next, new byte[0]));
                    HostileServer.behave(socket);
                });
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(NoResponseException.class);
            assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(deviations(client)).containsKey(Deviation.Kind.LATE_REPLY);
        }
    }

    @Test
    void otherClientsRepliesArePassedOver() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> {
                    while (true) {
                        byte[] request = Loopback.frame(socket);
                        byte[] foreign = HostileServer.reply(request);
                        foreign[0] ^= 0x55;
                        foreign[9] ^= 0x55;
                        socket.getOutputStream().write(around(foreign, HostileServer.reply(request), new byte[0]));
                    }
                });
                TcpClient client = client(server)) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
                assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            }
            assertThat(deviations(client)).containsKey(Deviation.Kind.FOREIGN_REPLY);
        }
    }

    @Test
    void aShortAnswerIsNoAnswerAndLeavesTheConnection() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> {
                    byte[] reply = HostileServer.reply(Loopback.frame(socket));
                    socket.getOutputStream().write(new byte[] {reply[0], reply[1], 0, 0, 0, 5, 7, 3, 2, 1, 2});
                    HostileServer.behave(socket);
                });
                TcpClient client = client(server)) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(UnfitReplyException.class);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8})
    void aReplyThatIsNotModbusOrAnswersSomethingElseIsNoAnswer(int wrong) throws Exception {
        try (HostileServer server = new HostileServer((connection, socket) -> {
                    byte[] reply = HostileServer.reply(Loopback.frame(socket));
                    reply[wrong] += (byte) (connection == 1 ? 1 : 0);
                    socket.getOutputStream().write(reply);
                    HostileServer.behave(socket);
                });
                TcpClient client = client(server)) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(IOException.class);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
        }
    }

    /// The transaction id, the unit, the function and the count of what was asked: whatever else the header
    /// says, this is the reply.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 8, 255, 261, 4096, 0xffff})
    void aLengthFieldThatSaysAnythingIsPassedOver(int length) throws Exception {
        try (HostileServer server = always(reply -> {
                    reply[4] = (byte) (length >>> 8);
                    reply[5] = (byte) length;
                    return reply;
                });
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(deviations(client)).containsEntry(Deviation.Kind.WRONG_LENGTH, length);
        }
    }

    @Test
    void anotherProtocolIdIsPassedOver() throws Exception {
        try (HostileServer server = always(reply -> {
                    reply[3] = 1;
                    return reply;
                });
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            assertThat(deviations(client)).containsEntry(Deviation.Kind.WRONG_PROTOCOL, 1);
        }
    }

    @Test
    void transactionIdsWithTheirBytesExchangedAreLearned() throws Exception {
        try (HostileServer server = always(reply -> {
                    byte low = reply[1];
                    reply[1] = reply[0];
                    reply[0] = low;
                    return reply;
                });
                TcpClient client = client(server)) {
            for (int i = 0; i < 300; i++) {
                assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void theEchoOfARequestIsPassedOver() throws Exception {
        try (HostileServer server = new HostileServer((_, socket) -> {
                    while (true) {
                        byte[] request = Loopback.frame(socket);
                        socket.getOutputStream().write(around(request, HostileServer.reply(request), new byte[0]));
                    }
                });
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            assertThat(deviations(client)).containsKey(Deviation.Kind.ECHO);
        }
    }

    @Test
    void aReplyBehindTheHeaderOfSomethingLongerThatNeverComesIsFound() throws Exception {
        byte[] header = {0, 0, 0, 0, 0, (byte) 0xf0, 7, 3};
        try (HostileServer server = always(reply -> around(header, reply, new byte[0]));
                TcpClient client = client(server)) {
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
            assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
        }
    }

    @Test
    void endlessNoiseEndsTheConnection() throws Exception {
        try (HostileServer server = new HostileServer((connection, socket) -> {
                    if (connection == 1) {
                        Loopback.frame(socket);
                        while (true) {
                            socket.getOutputStream().write(new byte[512]);
                        }
                    }
                    HostileServer.behave(socket);
                });
                TcpClient client = client(server)) {
            assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(DoubtfulReplyException.class);
            assertThat(client.send(7, ASK)).isEqualTo(ANSWER);
        }
    }

    @Test
    void anExplicitTimeOutIsKeptHoweverQuickTheDeviceUsuallyIs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (HostileServer server = new HostileServer((_, socket) -> {
                    for (int i = 0; i < 20; i++) {
                        HostileServer.answer(socket);
                    }
                    byte[] slow = HostileServer.reply(Loopback.frame(socket));
                    asked.await();
                    socket.getOutputStream().write(slow);
                    HostileServer.behave(socket);
                });
                TcpClient client = new TcpClient(
                        Loopback.settings(server.port())
                                .waiting(Duration.ofSeconds(5), Duration.ofSeconds(30))
                                .waitingFully(),
                        Connector.system(),
                        Ticker.SYSTEM)) {
            for (int i = 0; i < 20; i++) {
                client.send(7, ASK);
            }
            Thread late = Thread.startVirtualThread(() -> {
                java.util.concurrent.locks.LockSupport.parkNanos(600_000_000);
                asked.countDown();
            });
            assertThat(client.send(7, OTHER)).isEqualTo(OTHER_ANSWER);
            late.join();
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
