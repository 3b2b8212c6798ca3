package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.net.ListenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Modbus/UDP against a bare socket.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by start
class UdpServerTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String READ_TWO = "0007 0000 0006 01 03 0010 0002";
    private static final String TWO = "0007 0000 0007 01 03 04 0111 0112";

    private UdpServer server;
    private DatagramSocket client;
    private Thread serving;

    @BeforeEach
    void start() throws IOException {
        serve(TestRegisters::answer, true);
    }

    private void serve(RequestHandler handler, boolean admitted) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        server = UdpServer.open(new InetSocketAddress(here, 0), handler, _ -> admitted);
        serving = Thread.ofVirtual().start(() -> {
            try {
                server.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        client = new DatagramSocket(new InetSocketAddress(here, 0));
        client.connect(server.localAddress());
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        server.close();
        assertThat(serving.join(Duration.ofSeconds(5))).isTrue();
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    private void send(byte[] datagram) throws IOException {
        client.send(new DatagramPacket(datagram, datagram.length));
    }

    private byte[] receive() throws IOException {
        client.setSoTimeout(10_000);
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private String exchange(String hex) throws IOException {
        send(bytes(hex));
        return HEX.formatHex(receive());
    }

    @Test
    void aDatagramIsAnsweredWithOne() throws IOException {
        assertThat(exchange(READ_TWO)).isEqualTo(TWO.replace(" ", ""));
        assertThat(exchange("ffff 0000 0006 ff 04 0000 007d")).startsWith("ffff000000fdff04fa");
        assertThat(exchange("0001 0000 0002 01 07")).as("another function").isEqualTo("000100000003018701");
        assertThat(exchange("0001 0000 0006 01 03 0000 007e"))
                .as("too many registers")
                .isEqualTo("000100000003018303");
        assertThat(server.counters().requests()).isEqualTo(4);
        assertThat(server.counters().refusals()).isEqualTo(2);
        assertThat(server.counters().accepted()).isEqualTo(1);
    }

    /// The next whole request is answered, and nothing else is.
    @ParameterizedTest
    @CsvSource({
        "00,                                                          one byte",
        "0007 0000 0006 01 03 0010 00,                                cut short",
        "0007 0000 0006 01 03 0010 0002 00,                           a byte too long",
        "0007 0000 0006 01 03 0010 0002 0008 0000 0006 01 03 0010 0002, two requests",
        "0007 0001 0006 01 03 0010 0002,                              another protocol",
        "0007 0000 0005 01 03 0010 0002,                              a length that is too small",
        "0007 0000 ffff 01 03 0010 0002,                              a length that no frame has",
        "0007 0000 0001 01,                                           no function",
        "0007 0000 0003 01 83 02,                                     an exception of another server",
    })
    void whatIsNotOneRequestIsDroppedWithoutAWord(String hex, String what) throws IOException {
        send(bytes(hex));
        assertThat(exchange(READ_TWO)).as(what).isEqualTo(TWO.replace(" ", ""));
        assertThat(server.counters().protocolErrors()).isEqualTo(1);
        assertThat(server.counters().requests()).isEqualTo(1);
    }

    /// Cut, lengthened, changed and random datagrams: each gets one reply with its own transaction, or none.
    @Test
    void hostileDatagramsNeverStopIt() throws IOException {
        Random random = new Random(20_260_301);
        int sent = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] datagram = random.nextBoolean() ? bytes(READ_TWO) : new byte[random.nextInt(300)];
            if (datagram.length != 12 || random.nextInt(4) == 0) {
                random.nextBytes(datagram);
            } else {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
                datagram = Arrays.copyOf(datagram, random.nextInt(3) == 0 ? random.nextInt(600) : datagram.length);
            }
            send(datagram);
            sent++;
            if (i % 50 == 0) {
                answeredAfter(sent);
            }
        }
        answeredAfter(sent);
        ServerCounters seen = server.counters();
        assertThat(seen.failures()).isZero();
        assertThat(seen.protocolErrors()).isPositive();
        assertThat(seen.requests()).isGreaterThan(81);
    }

    /// A request of a transaction of its own is answered, past the replies to what was none or another one.
    private void answeredAfter(int sent) throws IOException {
        String transaction = "%04x".formatted(0x8000 | sent);
        send(bytes(transaction + READ_TWO.substring(4)));
        String reply;
        do {
            reply = HEX.formatHex(receive());
            assertThat(reply.length() / 2).isBetween(9, 260);
        } while (!reply.equals(transaction + TWO.replace(" ", "").substring(4)));
    }

    @Test
    void whoIsNotAdmittedGetsNothing() throws Exception {
        stop();
        serve(TestRegisters::answer, false);
        send(bytes(READ_TWO));
        await().until(() -> server.counters().notAdmitted() == 1);
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.receive(new DatagramPacket(new byte[300], 300)))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(server.counters().requests()).isZero();
    }

    @Test
    void anAnswerMayComeLaterOrNotAtAll() throws Exception {
        stop();
        CompletableFuture<Answer> later = new CompletableFuture<>();
        serve(
                (unit, request, peer) -> unit == 1
                        ? new Answer.Later(later)
                        : unit == 2 ? Answer.SILENCE : TestRegisters.answer(unit, request, peer),
                true);
        send(bytes(READ_TWO));
        send(bytes("0008 0000 0006 02 03 0010 0002"));
        assertThat(exchange("0009 0000 0006 03 03 0000 0001")).isEqualTo("0009000000050303020303");
        later.complete(TestRegisters.at(3, 1, 16, 2));
        assertThat(HEX.formatHex(receive())).isEqualTo(TWO.replace(" ", ""));
        assertThat(server.counters().silent()).isEqualTo(1);
    }

    @Test
    void aHandlerThatFailsCostsItsOwnRequest() throws Exception {
        stop();
        serve(
                (unit, request, peer) -> {
                    if (unit == 1) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return (Response) TestRegisters.answer(unit, request, peer);
                },
                true);
        assertThat(exchange(READ_TWO)).isEqualTo("000700000003018304");
        assertThat(exchange("0009 0000 0006 03 03 0000 0001")).isEqualTo("0009000000050303020303");
        assertThat(server.counters().failures()).isEqualTo(1);
    }

    @Test
    void itEndsWithItsThreadAndFreesThePort() throws Exception {
        InetSocketAddress address = server.localAddress();
        assertThatThrownBy(() -> UdpServer.open(address, TestRegisters::answer, _ -> true))
                .isInstanceOfSatisfying(
                        ListenException.class, e -> assertThat(e.reason()).isEqualTo(ListenException.Reason.IN_USE));
        serving.interrupt();
        assertThat(serving.join(Duration.ofSeconds(5))).isTrue();
        try (UdpServer again = UdpServer.open(address, TestRegisters::answer, _ -> true)) {
            assertThat(again.localAddress()).isEqualTo(address);
        }
    }
}
