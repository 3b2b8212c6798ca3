package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the server makes of bytes, down to each byte.
@Timeout(10)
class TcpServerFramesTest {

    private static final String ASK = "0001 0000 0006 07 03 0064 0002";

    /// Unit 7, registers 100 and 101: 7 × 257 + 100 = 0x076b.
    private static final String REPLY = "000100000007070304076b076c";

    private final TcpServer server = open();

    private static TcpServer open() {
        try {
            return TcpServer.open();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private ServerPort serve(RequestHandler handler) throws IOException {
        return server.listen(TcpListener.plain(Loopback.anyPort(), handler));
    }

    @Test
    void aRequestSplitIntoSingleBytesIsAnswered() throws Exception {
        try (Socket socket = Loopback.socket(serve(TestRegisters::answer))) {
            for (byte each : Loopback.bytes(ASK)) {
                socket.getOutputStream().write(each);
            }
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
        }
    }

    @Test
    void manyRequestsInOneSegmentAreAnsweredInOrder() throws Exception {
        int count = 2000;
        ServerPort port = serve(TestRegisters::answer);
        try (Socket socket = Loopback.socket(port)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < count; i++) {
                all.append("%04x0000000607030064007d".formatted(i));
            }
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    Loopback.send(socket, all.toString());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < count; i++) {
                byte[] frame = Loopback.frame(socket);
                assertThat(frame).hasSize(259);
                assertThat((frame[0] & 0xff) << 8 | frame[1] & 0xff).isEqualTo(i);
            }
            sender.join();
            assertThat(port.counters().requests()).isEqualTo(count);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000100000006070300640000, 000100000003078303", // quantity 0
        "00010000000607030064007e, 000100000003078303", // quantity 126
        "00010000000607030000ffff, 000100000003078303", // quantity 65535
        "000100000006070 3ffff0002, 000100000003078302", // beyond 65535
        "0001000000020763, 00010000000307e301", // unknown function
        "00010000000207e3, 00010000000307e301", // a function code with the exception bit already set
        "00010000000507030064 00, 000100000003078303", // too short for its function
        "ffff00000006ff0100000001, ffff00000003ff8101" // what the handler refuses
    })
    void whatTheSpecificationRefusesIsRefusedWithItsCode(String request, String reply) throws Exception {
        try (Socket socket = Loopback.socket(serve(TestRegisters::answer))) {
            Loopback.send(socket, request);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(reply);
            Loopback.send(socket, ASK);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001 0001 0006 07 03 0064 0002",
                "0001 0000 0001 07 03 0064 0002",
                "0001 0000 0100 07 03 0064 0002",
                "0001 0000 ffff 07 03 0064 0002",
                "474554202f20485454502f312e310d0a"
            })
    void whatIsNoModbusEndsTheConnectionAfterWhatCameBeforeWasAnswered(String garbage) throws Exception {
        ServerPort port = serve(TestRegisters::answer);
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, ASK + garbage);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
            assertThat(Loopback.ended(socket)).isTrue();
            assertThat(port.counters().protocolErrors()).isEqualTo(1);
            assertThat(port.counters().open()).isZero();
        }
    }

    @Test
    void silenceIsKeptAndCounted() throws Exception {
        ServerPort port =
                serve((unit, request, peer) -> unit == 9 ? Answer.SILENCE : TestRegisters.answer(unit, request, peer));
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, "0009 0000 0006 09 03 0064 0002" + ASK);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
            assertThat(port.counters().silent()).isEqualTo(1);
        }
    }

    @Test
    void aFailingHandlerIsExceptionFourAndNothingElseSuffers() throws Exception {
        ServerPort port = serve((unit, request, peer) -> {
            if (unit == 9) {
                throw new IllegalStateException("broken for the test");
            }
            return TestRegisters.answer(unit, request, peer);
        });
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, "0009 0000 0006 09 03 0064 0002" + ASK);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo("000900000003098304");
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo(REPLY);
            assertThat(port.counters().failures()).isEqualTo(1);
        }
    }

    @Test
    void aResponseThatIsNoValidFrameIsExceptionFour() throws Exception {
        ServerPort port = serve((_, _, _) -> new Response.ReadRegisters(3, Words.of(new int[200])));
        try (Socket socket = Loopback.socket(port)) {
            Loopback.send(socket, ASK);
            assertThat(Loopback.hex(Loopback.frame(socket))).isEqualTo("000100000003078304");
            assertThat(port.counters().failures()).isEqualTo(1);
        }
    }
}
