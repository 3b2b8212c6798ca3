package io.polymeter.lab.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import io.polymeter.dbus.BusAddress;
import io.polymeter.dbus.BusConnection;
import io.polymeter.dbus.BusHandler;
import io.polymeter.dbus.BusMessage;
import io.polymeter.dbus.DbusValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Any bytes from a bus, after it has let us in: whole messages, or the end of the connection, in words.
public final class DbusTarget {

    private static final byte[] OK = "OK 0123456789abcdef\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final ServerSocket BUS = bus();
    private static volatile byte[] input = new byte[0];

    private static final BusHandler HANDLER = new BusHandler() {
        @Override
        public CompletionStage<List<DbusValue>> call(BusMessage call) {
            return CompletableFuture.completedFuture(call.body());
        }

        @Override
        public void signal(BusMessage signal) {
            Parsing.check(signal.body().size() < 100_000, "too much");
        }
    };

    private DbusTarget() {}

    private static ServerSocket bus() {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    try (Socket client = server.accept()) {
                        play(client);
                    } catch (IOException _) {
                        // The client has left, as it may.
                    }
                }
            });
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void play(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        line(in);
        out.write(OK);
        line(in);
        out.write(input);
        client.shutdownOutput();
        in.skip(1 << 16);
    }

    private static void line(InputStream in) throws IOException {
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            Parsing.check(c < 256, "no byte");
        }
    }

    /// Called by Jazzer before the first input: the connection to ourselves is no finding.
    public static void fuzzerInitialize() {
        BugDetectors.allowNetworkConnections();
    }

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) throws InterruptedException {
        input = data;
        BusAddress address = BusAddress.parse("tcp:host=127.0.0.1,port=" + BUS.getLocalPort(), _ -> null);
        try (BusConnection connection = BusConnection.open(address, HANDLER)) {
            IOException end = connection.end().join();
            Parsing.check(String.valueOf(end.getMessage()).length() > 5, "ends without words");
        } catch (IOException expected) {
            Parsing.check(String.valueOf(expected.getMessage()).length() > 5, "refused without words");
        }
    }
}
