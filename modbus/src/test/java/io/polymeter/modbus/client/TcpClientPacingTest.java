package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When the client speaks and how long it waits, on a clock that the test moves: nothing here takes time.
class TcpClientPacingTest {

    private static final Request ASK = new Request.ReadHoldingRegisters(100, 2);

    /// A device that answers each request after the next of its latencies, in ms; without one it is silent.
    private static final class World implements Connector, Ticker {

        private final Queue<Long> latencies = new ArrayDeque<>();
        private final List<Long> asked = new ArrayList<>();
        private long now = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(5);
        private final long start = now;

        long millis() {
            return TimeUnit.NANOSECONDS.toMillis(now - start);
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            now += Math.max(0, nanos);
        }

        @Override
        public Duplex open(String host, int port, Duration timeout) {
            return new Duplex() {
                private byte[] reply = new byte[0];
                private long due;

                @Override
                public int read(ByteBuffer target, long timeoutNanos) {
                    long wait = Math.max(0, due - now);
                    if (reply.length == 0 || wait > timeoutNanos) {
                        now += Math.max(0, timeoutNanos);
                        return 0;
                    }
                    now += wait;
                    int count = reply.length;
                    target.put(reply);
                    reply = new byte[0];
                    return count;
                }

                @Override
                public void write(ByteBuffer source) {
                    byte[] request = new byte[source.remaining()];
                    source.get(request);
                    asked.add(millis());
                    Long latency = latencies.poll();
                    if (latency != null) {
                        reply = HostileServer.reply(request);
                        due = now + TimeUnit.MILLISECONDS.toNanos(latency);
                    }
                }

                @Override
                public void close() {
                    reply = new byte[0];
                }
            };
        }
    }

    private static TcpClient client(World world, Duration connectDelay, Duration pause) {
        ClientSettings settings = ClientSettings.of("meter", 502).paced(connectDelay, pause);
        return new TcpClient(settings, world, world);
    }

    @Test
    void theDeviceIsLeftAloneAfterConnectingAndBetweenRequests() throws Exception {
        World world = new World();
        world.latencies.addAll(List.of(10L, 10L, 10L));
        try (TcpClient client = client(world, Duration.ofMillis(500), Duration.ofMillis(50))) {
            client.send(7, ASK);
            client.send(7, ASK);
            world.sleep(Duration.ofMillis(200));
            client.send(7, ASK);
        }
        assertThat(world.asked).containsExactly(500L, 560L, 770L);
    }

    @Test
    void theWaitFollowsTheLatencyAndIsWholeAgainAfterATimeOut() throws Exception {
        World world = new World();
        try (TcpClient client = client(world, Duration.ZERO, Duration.ZERO)) {
            assertWaits(world, client, 1000);
            world.latencies.addAll(List.of(20L, 20L));
            client.send(7, ASK);
            client.send(7, ASK);
            assertWaits(world, client, 250);
            assertWaits(world, client, 1000);
            world.latencies.addAll(List.of(100L));
            client.send(7, ASK);
            assertWaits(world, client, 400);
            world.latencies.addAll(List.of(900L));
            client.send(7, ASK);
            assertWaits(world, client, 1000);
        }
    }

    private static void assertWaits(World world, TcpClient client, long millis) {
        long start = world.millis();
        assertThatThrownBy(() -> client.send(7, ASK)).isInstanceOf(NoResponseException.class);
        assertThat(world.millis() - start).isEqualTo(millis);
    }
}
