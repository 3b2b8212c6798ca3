package io.polymeter.lab.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// Any bytes to the listener of emulated devices, as requests and as WebSocket frames, over a real connection:
/// it ends in time, with answers in HTTP or none, and the next client is served.
public final class HttpTarget {

    private static final byte[] OK = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final HttpListener LISTENER = listener();

    private HttpTarget() {}

    private static HttpListener listener() {
        try {
            HttpListener listener = new HttpListener(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    call -> call.asksForWebSocket()
                            ? new HttpAnswer.Upgrade(message -> message)
                            : HttpAnswer.json(200, OK));
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    listener.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Called by Jazzer before the first input: the connection to ourselves is no finding.
    public static void fuzzerInitialize() {
        BugDetectors.allowNetworkConnections();
    }

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), LISTENER.port())) {
            socket.setSoTimeout(4_000);
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
            byte[] reply = socket.getInputStream().readNBytes(1 << 20);
            String text = new String(reply, StandardCharsets.ISO_8859_1);
            Parsing.check(text.isEmpty() || text.startsWith("HTTP/1.1 "), "answers in something else");
            Parsing.check(!text.startsWith("HTTP/1.1 500"), "fails");
        } catch (SocketException e) {
            // It may close while we still send.
            Parsing.check(e.getMessage() != null, "no reason");
        }
    }
}
