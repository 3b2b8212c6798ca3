package io.polymeter.modbus.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// Serial frames over a real TCP connection.
@Timeout(10)
@Isolated("it measures on a serial line")
class RtuOverTcpTest {

    private static final Request READ_2_AT_5 = new Request.ReadHoldingRegisters(5, 2);

    private final SerialMemory memory = new SerialMemory();

    @Test
    void exchangesTheLongestFrames() throws Exception {
        try (var server = serve(_ -> true);
                var client = client(server.port())) {
            int[] values = new int[123];
            for (int i = 0; i < values.length; i++) {
                values[i] = 0xc000 + i;
            }
            client.send(1, new Request.WriteMultipleRegisters(0, Words.of(values)));
            assertThat(client.send(1, new Request.ReadHoldingRegisters(0, 123)))
                    .isEqualTo(new Response.ReadRegisters(3, Words.of(values)));
            Awaitility.await().until(() -> server.statistics().answered() == 2);
        }
    }

    @Test
    void staysSilentForOtherUnits() throws Exception {
        try (var server = serve(_ -> true);
                var client = client(server.port())) {
            assertThatThrownBy(() -> client.send(2, READ_2_AT_5)).isInstanceOf(NoResponseException.class);
            assertThat(client.send(1, READ_2_AT_5)).isInstanceOf(Response.ReadRegisters.class);
            assertThat(memory.asked).isNotEmpty().allMatch(asked -> asked.unit() == 1);
        }
    }

    @Test
    void tellsTheHandlerWhoAsks() throws Exception {
        List<Peer> asked = new CopyOnWriteArrayList<>();
        try (var server = new RtuOverTcpServer(anyPort(), _ -> true, settings(), (unit, request, peer) -> {
                    asked.add(peer);
                    return memory.handle(unit, request, peer);
                });
                var client = client(start(server).port())) {
            client.send(1, READ_2_AT_5);
            assertThat(asked.getFirst().address()).isEqualTo(InetAddress.getLoopbackAddress());
            asked.getFirst().close();
            // The client comes back on another connection.
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> client.send(1, READ_2_AT_5) instanceof Response.ReadRegisters);
            assertThat(asked.getLast().name()).isNotEqualTo(asked.getFirst().name());
        }
    }

    @Test
    void refusesClientsThatAreNotAllowed() throws Exception {
        try (var server = serve(_ -> false);
                var client = client(server.port())) {
            assertThatThrownBy(() -> client.send(1, READ_2_AT_5)).isInstanceOf(IOException.class);
            assertThat(memory.asked).isEmpty();
        }
    }

    private RtuOverTcpServer serve(Predicate<InetAddress> allowed) throws IOException {
        return start(new RtuOverTcpServer(anyPort(), allowed, settings(), memory));
    }

    private static RtuOverTcpServer start(RtuOverTcpServer server) {
        Thread.startVirtualThread(() -> {
            try {
                server.run();
            } catch (IOException _) {
                // The test is over.
            }
        });
        return server;
    }

    private static RtuSettings settings() {
        return SerialBus.patient(unit -> unit == 1);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static TcpClient client(int port) {
        ClientSettings settings = ClientSettings.of("127.0.0.1", port)
                .framed(ClientSettings.Framing.RTU)
                .waiting(Duration.ofSeconds(2), Duration.ofMillis(300));
        return new TcpClient(settings, Connector.system(), Ticker.SYSTEM);
    }
}
