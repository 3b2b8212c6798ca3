package io.polymeter.lab.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.net.TlsContext;
import io.polymeter.modbus.server.ServerPort;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.trust.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Any bytes before, and in place of, a TLS handshake: the connection ends, the loop goes on, and no request reaches a
/// handler.
public final class TlsTarget {

    private static final TcpServer SERVER;
    private static final ServerPort PORT;

    static {
        try {
            Path directory = Files.createTempDirectory("fuzz");
            TlsFiles files = TlsFiles.make(directory, "server");
            SERVER = TcpServer.open();
            PORT = SERVER.listen(TcpListener.plain(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (_, _, _) -> {
                                Parsing.check(false, "a request without a handshake");
                                return Answer.SILENCE;
                            })
                    .over(TlsContext.of(
                            Credentials.of(files.certificate(), files.key()).managers(null),
                            List.of(),
                            TlsContext.ClientCertificate.NONE)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private TlsTarget() {}

    /// Called by Jazzer before the first input: the connection to ourselves is no finding.
    public static void fuzzerInitialize() {
        BugDetectors.allowNetworkConnections();
    }

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        InetSocketAddress address = PORT.localAddress();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(4_000);
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
            byte[] reply = socket.getInputStream().readNBytes(1 << 16);
            Parsing.check(reply.length == 0 || reply[0] >= 20 && reply[0] <= 23, "answers in something else");
        } catch (SocketException e) {
            Parsing.check(e.getMessage() != null, "no reason");
        }
        Parsing.check(SERVER.turns(Duration.ofSeconds(4)), "the loop stands still");
    }
}
