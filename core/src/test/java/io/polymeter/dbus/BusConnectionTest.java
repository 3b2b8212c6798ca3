package io.polymeter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A bus that is none, or does not want us, is told so in words and in time.
@Timeout(30)
class BusConnectionTest {

    private static final BusHandler NOBODY = new BusHandler() {
        @Override
        public CompletionStage<List<DbusValue>> call(BusMessage call) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void signal(BusMessage signal) {}
    };

    private interface Script {
        void play(BufferedReader in, OutputStream out) throws IOException;
    }

    /// Connects to somebody who behaves like this.
    private static void open(Script script) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    script.play(
                            new BufferedReader(
                                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)),
                            socket.getOutputStream());
                } catch (IOException _) {
                    // The client has left, as it should.
                }
            });
            BusAddress address = BusAddress.parse("tcp:host=127.0.0.1,port=" + server.getLocalPort(), _ -> null);
            try (BusConnection connection = BusConnection.open(address, NOBODY)) {
                assertThat(connection.name()).isNotEmpty();
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whoIsLetInByNothingIsToldSo() {
        assertThatIOException()
                .isThrownBy(() -> open((in, out) -> {
                    assertThat(in.readLine()).startsWith("\0AUTH EXTERNAL");
                    say(out, "REJECTED DBUS_COOKIE_SHA1");
                    assertThat(in.readLine()).startsWith("AUTH ANONYMOUS");
                    say(out, "REJECTED DBUS_COOKIE_SHA1");
                    in.readLine();
                }))
                .withMessage("the bus rejects this user and anonymous access");
    }

    @Test
    void aBusThatSaysNothingIsGivenUp() {
        assertThatIOException()
                .isThrownBy(() -> open((in, out) -> in.transferTo(java.io.Writer.nullWriter())))
                .withMessageContaining("does not answer");
    }

    @Test
    void whatIsNoBusAtAllIsLeft() {
        assertThatIOException()
                .isThrownBy(() -> open((in, out) -> out.write("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII))))
                .withMessageMatching("(?s).*(4096 characters|gone|ended|reset|Broken).*");
        assertThatIOException().isThrownBy(() -> open((in, out) -> in.readLine()));
    }

    @Test
    void aMessageThatIsNoneEndsTheConnection() {
        assertThatIOException()
                .isThrownBy(() -> open((in, out) -> {
                    in.readLine();
                    say(out, "OK 1234");
                    in.readLine();
                    say(out, "This is not a message at all");
                    in.transferTo(java.io.Writer.nullWriter());
                }))
                .withMessageContaining("neither 'l' nor 'B'");
    }

    @Test
    void thePlaceWhereNobodyIsIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> BusConnection.open(BusAddress.parse("unix:path=/nowhere/bus", _ -> null), NOBODY))
                .withMessage("the bus unix:path=/nowhere/bus cannot be reached: there is no such socket");
    }
}
