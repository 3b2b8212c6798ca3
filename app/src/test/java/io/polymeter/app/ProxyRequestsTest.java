package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.link.Protocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a proxy passes to a device, and what one request costs the others.
@Timeout(60)
class ProxyRequestsTest {

    private static final SettingsKinds KINDS = Protocol.kinds(Protocols.all());

    @TempDir
    private Path directory;

    private int port;

    /// A device of one connection at a time: register N is N; 66 is not answered, 77 gets another transaction's id, 88
    /// takes 150 ms; other functions are answered with what they brought, turned round.
    private static final class Device implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        Device() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket client = server.accept()) {
                        serve(client);
                    } catch (IOException _) {
                        // The next connection.
                    }
                }
            });
        }

        private static void serve(Socket client) throws IOException {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                byte[] head = in.readNBytes(7);
                if (head.length < 7) {
                    return;
                }
                byte[] pdu = in.readNBytes(head[5] - 1);
                byte[] reply = reply(pdu);
                int address = pdu.length == 5 ? (pdu[1] & 0xff) << 8 | pdu[2] & 0xff : 0;
                if (pdu[0] == 3 && address == 66) {
                    continue;
                }
                if (pdu[0] == 3 && address == 77) {
                    head[0] ^= 0x55;
                }
                if (pdu[0] == 3 && address == 88) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
                }
                byte[] frame = new byte[7 + reply.length];
                System.arraycopy(head, 0, frame, 0, 7);
                frame[5] = (byte) (1 + reply.length);
                System.arraycopy(reply, 0, frame, 7, reply.length);
                out.write(frame);
            }
        }

        private static byte[] reply(byte[] pdu) {
            if (pdu[0] == 3) {
                byte[] reply = new byte[2 + 2 * pdu[4]];
                reply[0] = 3;
                reply[1] = (byte) (2 * pdu[4]);
                for (int i = 0; i < pdu[4]; i++) {
                    int value = ((pdu[1] & 0xff) << 8 | pdu[2] & 0xff) + i;
                    reply[2 + 2 * i] = (byte) (value >> 8);
                    reply[3 + 2 * i] = (byte) value;
                }
                return reply;
            }
            if (pdu[0] == 17) {
                return new byte[] {17, 2, 0x2a, (byte) 0xff};
            }
            byte[] turned = pdu.clone();
            for (int i = 1; i < pdu.length; i++) {
                turned[i] = pdu[pdu.length - i];
            }
            return turned;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private interface Asked {
        void asks() throws Exception;
    }

    private void proxied(String keys, String scheme, Asked asked) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        java.nio.file.Files.writeString(directory.resolve("solo.yaml"), """
                id: solo
                title: A device
                modbus: { unit: 1 }
                groups: { live: { fresh-for: 30s, every: 5s } }
                spans: [ { at: 0, count: 2, group: live } ]
                registers:
                  - { at: 0, as: u16, name: R0 }
                """);
        try (Device device = new Device()) {
            String text = """
                    http: { enabled: false }
                    meters:
                      solo: { profile: ./solo.yaml, modbus: { poll: "tcp://127.0.0.1:%d", unit: 1, timeout: 700ms } }
                    outputs:
                      shared: { meter: solo, modbus: { proxy: "%s://127.0.0.1:%d"%s } }
                    """.formatted(device.server.getLocalPort(), scheme, port, keys);
            Configuration configuration = Configuration.parse(
                    directory.resolve("polymeter.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
            Plan plan = new Wiring(Catalog.builtIn(), Protocols.all()).plan(configuration);
            assertThat(plan).as("%s", configuration.problems().sorted()).isNotNull();
            try (Polymeter _ = Polymeter.start(plan)) {
                boolean rtu = scheme.startsWith("rtu");
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                    try (RawReader reader = new RawReader(port, rtu)) {
                        return reader.words(1, 3, 5, 1).equals("0005");
                    }
                });
                asked.asks();
            }
        }
    }

    /// The reply to a PDU, in hexadecimal.
    private String ask(String unitAndPdu) throws IOException {
        byte[] asked = HexFormat.of().parseHex(unitAndPdu.replace(" ", ""));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            byte[] frame = new byte[6 + asked.length];
            frame[1] = 9;
            frame[5] = (byte) asked.length;
            System.arraycopy(asked, 0, frame, 6, asked.length);
            socket.getOutputStream().write(frame);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] head = in.readNBytes(6);
            return HexFormat.of().formatHex(in.readNBytes(head[5]));
        }
    }

    @Test
    void functionsThatAreAllowedPassUnchanged() throws Exception {
        proxied(", proxy-functions: [0x41]", "tcp", () -> {
            assertThat(ask("01 41 24 03 00 01")).isEqualTo("014101000324");
            assertThat(ask("01 42 24 03")).as("not allowed").isEqualTo("01c201");
            assertThat(ask("01 11")).as("server id").isEqualTo("0111022aff");
            assertThat(ask("ff 11")).as("unit 255").isEqualTo("ff11022aff");
            assertThat(ask("00 11")).as("unit 0").isEqualTo("0011022aff");
            assertThat(ask("01 18 12 34")).as("FIFO queue").isEqualTo("01183412");
            assertThat(ask("01 06 00 01 00 02")).as("a write").isEqualTo("018601");
        });
    }

    @Test
    void aRegisterThatTheDeviceDoesNotAnswerCostsWhoAsksForIt() throws Exception {
        proxied("", "tcp", () -> {
            try (RawReader bad = new RawReader(port, false);
                    RawReader good = new RawReader(port, false)) {
                int served = 0;
                for (int i = 0; i < 6; i++) {
                    Thread asking = Thread.ofVirtual().start(() -> {
                        try {
                            assertThat(bad.words(1, 3, 66, 1)).isEqualTo("exception 11");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
                    served += good.words(1, 3, 10 + i, 1).startsWith("00") ? 1 : 0;
                    asking.join();
                }
                assertThat(served).isEqualTo(6);
            }
        });
    }

    @Test
    void oneReplyOfAnotherTransactionCostsOneRequest() throws Exception {
        proxied("", "tcp", () -> {
            try (RawReader reader = new RawReader(port, false)) {
                for (int i = 0; i < 3; i++) {
                    var _ = reader.words(1, 3, 77, 1);
                    assertThat(reader.words(1, 3, 20, 1)).isEqualTo("0014");
                }
            }
        });
    }

    @Test
    void aClientOnASerialLineGetsTheReplyOfASlowDevice() throws Exception {
        proxied("", "rtu+tcp", () -> {
            try (RawReader reader = new RawReader(port, true)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(reader.words(1, 3, 88, 1)).isEqualTo("0058");
                }
            }
        });
    }

    @Test
    void aWrongByteCountIsToldOnASerialLineToo() throws Exception {
        proxied(", reply-within: 400ms", "rtu+tcp", () -> {
            for (String pdu : List.of("01 10 00 01 00 02 03 00 01 00 02", "01 10 00 01 00 02 06 00 01 00 02")) {
                byte[] asked = HexFormat.of().parseHex(pdu.replace(" ", ""));
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(5_000);
                    socket.getOutputStream().write(RawReader.withCrc(asked));
                    byte[] reply = socket.getInputStream().readNBytes(5);
                    assertThat(HexFormat.of().formatHex(reply, 0, 3)).isEqualTo("019003");
                }
            }
        });
    }
}
