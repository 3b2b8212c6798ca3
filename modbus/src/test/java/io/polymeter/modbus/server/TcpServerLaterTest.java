package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Answers that come from elsewhere: unit 9's do, the others' are there at once.
@Timeout(10)
class TcpServerLaterTest {

    private static final String LATER = "0009 0000 0006 09 03 0064 0002";
    private static final String AT_ONCE = "0001 0000 0006 07 03 0064 0002";
    private static final String LATER_REPLY = "000900000007090304096d096e";
    private static final String REPLY = "000100000007070304076b076c";

    private final LinkedBlockingQueue<CompletableFuture<Response>> asked = new LinkedBlockingQueue<>();
    private TcpServer server;
    private ServerPort port;

    @BeforeEach
    void open() throws IOException {
        server = TcpServer.open();
        port = server.listen(TcpListener.plain(Loopback.anyPort(), this::answer));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Answer answer(int unit, Request request, Peer peer) {
        if (unit != 9) {
            return TestRegisters.answer(unit, request, peer);
        }
        CompletableFuture<Response> future = new CompletableFuture<>();
        asked.add(future);
        return new Answer.Later(future);
    }

    private CompletableFuture<Response> next() throws InterruptedException {
        CompletableFuture<Response> future = asked.poll(5, TimeUnit.SECONDS);
        assertThat(future).isNotNull();
        return future;
    }

    private static Response response() {
        return TestRegisters.at(3, 9, 100, 2);
    }

    @Test
    void whatIsAskedBehindALateAnswerWaitsForIt() throws Exception {
        try (Socket socket = Loopback.socket(port);
                Socket other = Loopback.socket(port)) {
            Loopback.send(socket, AT_ONCE + LATER + AT_ONCE + LATER + AT_ONCE);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
            CompletableFuture<Response> first = next();
            Loopback.send(other, AT_ONCE);
            assertThat(Loopback.hex(Loopback.frame(other))).isEqualTo(REPLY);
            assertThat(port.counters().requests()).isEqualTo(3);
            first.complete(response());
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(LATER_REPLY);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
            next().complete(response());
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(LATER_REPLY);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
        }
    }

    @Test
    void aLateAnswerThatFailsIsExceptionFour() throws Exception {
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, LATER + AT_ONCE);
            next().completeExceptionally(new IOException("the device is gone"));
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo("000900000003098304");
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
        }
    }

    @Test
    void aClientThatDidNotWaitTakesItsAnswerWithIt() throws Exception {
        CompletableFuture<Response> future;
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, LATER);
            future = next();
            socket.setSoLinger(true, 0);
        }
        future.complete(response());
        await().until(() -> port.counters().open() == 0);
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, AT_ONCE);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
        }
    }

    @Test
    void anAnswerThatIsThereAlreadyNeedsNoThread() throws Exception {
        server.listen(TcpListener.plain(Loopback.anyPort(), (_, _, _) -> Answer.SILENCE));
        try (ServerPort done = server.listen(TcpListener.plain(
                        Loopback.anyPort(),
                        (_, _, _) -> new Answer.Later(CompletableFuture.completedFuture(response()))));
                Socket socket = Loopback.socket(done)) {
            Loopback.send(socket, LATER + LATER);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(LATER_REPLY);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(LATER_REPLY);
        }
    }
}
