package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A loop that hangs in an answer is found.
@Timeout(30)
class TcpServerTurnsTest {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Answer hang(int unit, Request request, Peer peer) {
        asked.countDown();
        try {
            released.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return TestRegisters.answer(unit, request, peer);
    }

    @Test
    void itTurnsUntilAnAnswerHangsAndAgainAfterwards() throws IOException, InterruptedException {
        try (TcpServer server = TcpServer.open()) {
            ServerPort port = server.listen(TcpListener.plain(Loopback.anyPort(), this::hang));
            assertThat(server.turns(Duration.ofSeconds(10))).isTrue();
            try (Socket client = new Socket(
                    port.localAddress().getAddress(), port.localAddress().getPort())) {
                client.getOutputStream().write(HexFormat.of().parseHex("000100000006070300640002"));
                asked.await();
                assertThat(server.turns(Duration.ofMillis(200))).isFalse();
                released.countDown();
                await().atMost(Duration.ofSeconds(10)).until(() -> server.turns(Duration.ofSeconds(1)));
            }
        }
    }
}
