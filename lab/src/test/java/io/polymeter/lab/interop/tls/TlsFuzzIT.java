package io.polymeter.lab.interop.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.lab.peer.TlsPython;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Broken handshakes, broken records, and broken frames inside whole records: the port goes on serving whoever
/// is well, and nothing of the others is left behind.
@Timeout(120)
class TlsFuzzIT {

    private static final int HANDSHAKES = 10_000;
    private static final int RECORDS = 150;
    private static final int FRAMES = 150;
    private static final int FIRST_FLIGHT = 5;

    /// How many more descriptors and threads than before may be in use at a moment.
    private static final int SLACK = 5;

    private static final String READ = "read 8192 4";

    private final Random random = new Random(7);
    private final int port = free();

    private static int free() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The tester's own end of TLS takes whatever the server shows.
    private static final class Gullible implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("this is a client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static SSLContext context(TlsFiles files) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                Credentials.of(files.certificate(), files.key()).managers(null).toArray(KeyManager[]::new),
                new TrustManager[] {new Gullible()},
                null);
        return context;
    }

    @Test
    void tenThousandBrokenHandshakesLeaveNothingBehind(@TempDir Path directory) throws Exception {
        TlsFiles wallbox = TlsFiles.make(directory, "wallbox");
        SSLContext context = context(wallbox);
        try (Polymeter polymeter = Polymeter.run(directory, """
                        meters:
                          grid: { profile: kostal-ksem, simulate: { scenario: summer-day } }
                        outputs:
                          slave:
                            meter: grid
                            profile: kostal-ksem
                            modbus: { serve: "tls://127.0.0.1:%d", unit: 1 }
                        """.formatted(port)).listening(port);
                TlsPython client = new TlsPython(port, wallbox)) {
            TrustFile state = new TrustFile(directory.resolve("state"));
            await().ignoreExceptions()
                    .until(() -> !state.accept(wallbox.fingerprint()).isEmpty());
            await().until(() -> !client.ask(READ).startsWith("exception"));
            String served = client.ask(READ);
            // What is made once for all time, classes and compiler threads, is made now.
            frames(context, 3);
            records(context, 3);
            hellos(context, 200);
            await().during(Duration.ofMillis(300)).until(() -> polymeter.descriptors() < 100);
            int threads = polymeter.threads();
            int descriptors = polymeter.descriptors();
            hellos(context, HANDSHAKES);
            // While thousands are at it the port may be full for newcomers; nobody who is in is put out.
            assertThat(client.ask(READ)).isEqualTo(served);
            settles(polymeter, descriptors, threads);
            records(context, RECORDS);
            frames(context, FRAMES);
            settles(polymeter, descriptors, threads);
            System.out.printf(
                    "after %d broken handshakes: descriptors %d, then %d; threads %d, then %d%n",
                    HANDSHAKES, descriptors, polymeter.descriptors(), threads, polymeter.threads());
            assertThat(client.ask(READ)).isEqualTo(served);
            assertThat(polymeter.log().lines().count()).as("lines of log").isLessThan(1000);
        }
    }

    private static void settles(Polymeter polymeter, int descriptors, int threads) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            assertThat(polymeter.descriptors()).isLessThanOrEqualTo(descriptors + SLACK);
            assertThat(polymeter.threads()).isLessThanOrEqualTo(threads + SLACK);
        });
    }

    /// Real first flights with some bytes changed or missing; the server's answer is not waited for.
    private void hellos(SSLContext context, int count) throws Exception {
        byte[][] real = new byte[FIRST_FLIGHT][];
        for (int i = 0; i < real.length; i++) {
            real[i] = hello(context, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2");
        }
        for (int i = 0; i < count; i++) {
            byte[] bytes = real[i % real.length].clone();
            if (i % 8 == 7) {
                random.nextBytes(bytes);
            }
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                // Mostly behind the record's header, so that it is read at all.
                bytes[flips == 1 ? random.nextInt(bytes.length) : 5 + random.nextInt(bytes.length - 5)] ^=
                        (byte) (1 + random.nextInt(255));
            }
            int length = i % 4 == 3 ? 1 + random.nextInt(bytes.length) : bytes.length;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(bytes, 0, length);
                socket.setSoLinger(i % 2 == 0, 0);
            }
        }
    }

    private static byte[] hello(SSLContext context, String version) throws Exception {
        SSLEngine engine = context.createSSLEngine("meter", 802);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
        assertThat(result.bytesProduced()).isGreaterThan(50);
        return Arrays.copyOf(out.array(), out.position());
    }

    /// A good handshake, and then a record that is none.
    private void records(SSLContext context, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (Socket bare = new Socket(InetAddress.getLoopbackAddress(), port);
                    SSLSocket socket = handshake(context, bare, i)) {
                assertThat(socket.getSession().isValid()).isTrue();
                byte[] record = new byte[1 + random.nextInt(300)];
                random.nextBytes(record);
                if (i % 2 == 0 && record.length > 4) {
                    record[0] = 23;
                    record[1] = 3;
                    record[2] = 3;
                    record[3] = 0;
                }
                bare.getOutputStream().write(record);
                bare.shutdownOutput();
                readToTheEnd(bare);
            }
        }
    }

    /// Whole records of an accepted client, with Modbus inside that is none.
    private void frames(SSLContext context, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (Socket bare = new Socket(InetAddress.getLoopbackAddress(), port);
                    SSLSocket socket = handshake(context, bare, i)) {
                byte[] frame = new byte[1 + random.nextInt(600)];
                random.nextBytes(frame);
                if (i % 2 == 0 && frame.length > 7) {
                    // A header that promises what does not come.
                    System.arraycopy(new byte[] {0, 1, 0, 0, 0, (byte) random.nextInt(255), 1}, 0, frame, 0, 7);
                }
                OutputStream out = socket.getOutputStream();
                out.write(frame);
                socket.shutdownOutput();
                readToTheEnd(socket);
            } catch (IOException _) {
                // It may end the connection while we still write.
            }
        }
    }

    private static SSLSocket handshake(SSLContext context, Socket bare, int turn) throws IOException {
        bare.setTcpNoDelay(true);
        bare.setSoTimeout(10_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(bare, "meter", bare.getPort(), false);
        socket.setEnabledProtocols(new String[] {turn % 2 == 0 ? "TLSv1.3" : "TLSv1.2"});
        socket.startHandshake();
        return socket;
    }

    private static void readToTheEnd(Socket socket) {
        try {
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        } catch (IOException _) {
            // A reset is an end, too.
        }
    }
}
