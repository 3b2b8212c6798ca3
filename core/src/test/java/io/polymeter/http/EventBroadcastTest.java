package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonObject;
import io.polymeter.runtime.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A picture is made once for all, and only while somebody listens.
@Timeout(60)
class EventBroadcastTest {

    private final AtomicInteger made = new AtomicInteger();
    private final HttpCounters counters = new HttpCounters();
    private final EventBroadcast broadcast = new EventBroadcast(
            () -> new JsonObject().put("picture", made.incrementAndGet()), counters, new SystemClock());

    /// A client: what it was sent.
    private final class Client implements AutoCloseable {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final Thread thread;

        Client(Duration every) {
            thread = Thread.startVirtualThread(() -> {
                try {
                    broadcast.follow(received, every);
                } catch (IOException | InterruptedException e) {
                    received.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
                }
            });
        }

        String text() {
            return received.toString(StandardCharsets.UTF_8);
        }

        void ends() throws InterruptedException {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    @Test
    void nothingIsMadeBeforeSomebodyListensAndThenOnceForAll() throws Exception {
        AutoCloseable painting = broadcast.open();
        try (Client one = new Client(Duration.ofMillis(1));
                Client other = new Client(Duration.ofMillis(1))) {
            await().until(() ->
                    one.text().contains("\"picture\":3}") && other.text().contains("\"picture\":3}"));
            assertThat(one.text()).startsWith("id: 1\nevent: overview\ndata: {\"picture\":1}\n\n");
        } finally {
            painting.close();
        }
        assertThat(counters.frames().sum()).isGreaterThanOrEqualTo(2L * made.get() - 2);
    }

    @Test
    void theEndOfThePageEndsEveryStream() throws Exception {
        AutoCloseable painting = broadcast.open();
        Client client = new Client(Duration.ofMillis(1));
        await().until(() -> client.text().contains("picture"));
        painting.close();
        client.ends();
        assertThat(broadcast.isOpen()).isFalse();
        assertThat(client.text()).endsWith("\n\n");
    }

    @Test
    void aClientThatGoesIsNobodyToPaintForAndWhatItMissedIsCounted() throws Exception {
        AutoCloseable painting = broadcast.open();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        try {
            assertThatThrownBy(() -> broadcast.follow(broken, Duration.ofMillis(1)))
                    .hasMessage("gone");
            // The one that was being made, and no more: there is nobody.
            int last = made.get();
            await().pollDelay(EventBroadcast.MIN_INTERVAL.multipliedBy(4)).until(() -> made.get() <= last + 1);
        } finally {
            painting.close();
        }
        assertThat(counters.frames().sum()).isZero();
    }
}
